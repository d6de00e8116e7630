" Vim 8.2 or newer, without LSP: put into ~/.vim/plugin. Needs `gloss` on the PATH.
"
" CTRL-X CTRL-U in insert mode offers the terms that what is typed may become (distil, 蒸, zhengliu, zl), and in a
" translation past translations and the terms of its original. The original is the msgid of a PO entry, elsewhere the
" nearest line above that is not blank: write the translation under it. K in normal mode shows what is known of the term
" under the cursor, else the nearest past translation of the line.

if !has('job') || !has('channel') || !exists('*byteidxcomp')
  echomsg 'gloss.vim needs a Vim with +job and +channel, such as the package vim-nox'
  finish
endif

let s:loops = {}
let s:asked = {'id': 0}

" The `gloss suggest --stdio-loop` of the project that the file is in.
function! s:Loop() abort
  let l:found = findfile('gloss.toml', expand('%:p:h') . ';')
  let l:found = empty(l:found) ? finddir('terms', expand('%:p:h') . ';') : l:found
  let l:root = empty(l:found) ? getcwd() : fnamemodify(l:found, ':p:s?[/\\]$??:h')
  if !has_key(s:loops, l:root) || job_status(s:loops[l:root]) !=# 'run'
    let s:loops[l:root] = job_start(['gloss', 'suggest', '--stdio-loop'], {
          \ 'cwd': l:root, 'mode': 'nl', 'noblock': 1, 'out_cb': function('s:Answered'), 'err_io': 'null'})
  endif
  return s:loops[l:root]
endfunction

" Ask, and call Then with the answer, if nothing was typed and nothing moved meanwhile.
function! s:Ask(request, Then) abort
  let s:asked = {'id': s:asked.id + 1, 'then': a:Then, 'where': s:Where()}
  if !executable('gloss')
    echomsg 'gloss is not on the PATH; install it with: pip install gloss-tm'
    return
  endif
  call ch_sendraw(s:Loop(), json_encode(extend({'id': s:asked.id}, a:request)) . "\n")
endfunction

function! s:Answered(channel, line) abort
  let l:answer = json_decode(a:line)
  if has_key(l:answer, 'error')
    echomsg 'gloss: ' . l:answer.error
  elseif l:answer.id == s:asked.id && s:asked.where == s:Where()
    call s:asked.then(l:answer)
  endif
endfunction

function! s:Where() abort
  return [bufnr(), b:changedtick, getpos('.'), mode()[0]]
endfunction

function! GlossComplete(findstart, base) abort
  if !a:findstart
    return []
  endif
  let l:typed = strpart(getline('.'), 0, col('.') - 1)[s:Start() :]
  let l:source = s:Source()
  call s:Ask(extend({'complete': l:typed}, empty(l:source) ? {} : {'text': l:source}), function('s:Offer'))
  return -2
endfunction

" Where the translation begins that stands in this line: behind the quotation mark in PO.
function! s:Start() abort
  return max([0, matchend(getline('.'), &filetype ==# 'po' ? '^\s*\%(msgstr\%(\[\d\+\]\)\?\s*\)\?"' : '^\s*')])
endfunction

function! s:Source() abort
  if &filetype !=# 'po'
    return trim(getline(prevnonblank(line('.') - 1)))
  endif
  let l:is_first = getline(search('^msgstr', 'bcnW')) =~# '^msgstr\[0\]'
  let l:is_singular = l:is_first && search('^msgstr\[1\]', 'nW', search('^\s*$', 'nW'))
  let l:from = search('^msgid\s', 'bnW')
  let l:plural = search('^msgid_plural\s', 'bnW', l:from)
  let l:from = l:plural && !l:is_singular ? l:plural : l:from
  let l:text = ''
  for l:line in getline(l:from, '.')
    if l:line =~# '^msgstr' || (l:line =~# '^msgid_plural' && !empty(l:text))
      break
    endif
    let l:text .= matchstr(l:line, '"\zs.*\ze"')
  endfor
  return substitute(l:text, '\\\(.\)', {found -> get({'n': "\n", 't': "\t", 'r': "\r"}, found[1], found[1])}, 'g')
endfunction

" All offers of one menu begin in one place: what lies between there and where an offer begins is kept.
function! s:Offer(answer) abort
  let l:start = s:Start()
  let l:typed = strpart(getline('.'), 0, col('.') - 1)[l:start :]
  let l:at = map(copy(a:answer.completions), {_, each -> byteidxcomp(l:typed, each.span[0])})
  let l:matches = get(a:answer, 'matches', [])
  let l:first = empty(l:matches) ? min(l:at) : 0
  let l:terms = map(copy(a:answer.completions), {number, each -> {
        \ 'word': strpart(l:typed, l:first, l:at[number] - l:first) . s:Written(each.text), 'abbr': each.text,
        \ 'menu': (each.renders is v:null ? join(each.others, ', ') : each.renders) . ' · ' . each.status,
        \ 'equal': 1, 'dup': 1}})
  let l:past = map(copy(l:matches), {_, each -> {
        \ 'word': s:Written(each.target), 'menu': printf('%.0f %s', each.score, each.source),
        \ 'equal': 1, 'dup': 1, 'user_data': 'gloss'}})
  let l:of_source = len(filter(copy(a:answer.completions), {_, each -> each.renders isnot v:null}))
  let l:offers = extend(l:terms, l:past, l:of_source)
  if !empty(l:offers)
    call complete(l:start + l:first + 1, l:offers)
  endif
endfunction

" A past translation takes the place of all that is written, not only of what stands before the cursor.
function! s:Done() abort
  if get(v:completed_item, 'user_data', '') is# 'gloss'
    let l:end = &filetype ==# 'po' ? strridx(getline('.'), '"') : strlen(getline('.'))
    call setline('.', strpart(getline('.'), 0, col('.') - 1) . strpart(getline('.'), max([l:end, col('.') - 1])))
  endif
endfunction

function! s:Written(text) abort
  return &filetype ==# 'po' ? substitute(escape(a:text, '\"'), "\n", '\\n', 'g') : substitute(a:text, "\n", ' ', 'g')
endfunction

function! GlossShow() abort
  call s:Ask({'text': getline('.')}, function('s:Show'))
endfunction

function! s:Show(answer) abort
  let l:at = strchars(strpart(getline('.'), 0, col('.') - 1))
  let l:lines = []
  for l:term in a:answer.terms
    if l:term.span[0] <= l:at && l:at < l:term.span[1]
      let l:words = (l:term.preferred is v:null ? [] : [l:term.preferred]) + l:term.admitted
      call add(l:lines, l:term.text . ' (' . l:term.status . ') → ' . (empty(l:words) ? '?' : join(l:words, ' · '))
            \ . (empty(l:term.forbidden) ? '' : ' (not ' . join(l:term.forbidden, ', ') . ')'))
    endif
  endfor
  for l:match in empty(l:lines) ? a:answer.matches[:0] : []
    let l:lines += [printf('%.0f %s', l:match.score, l:match.source), l:match.target]
  endfor
  if empty(l:lines)
    echo 'gloss knows nothing of this'
  elseif has('popupwin')
    call popup_atcursor(l:lines, {'padding': [0, 1, 0, 1]})
  else
    echo join(l:lines, ' | ')
  endif
endfunction

augroup gloss
  autocmd!
  autocmd FileType markdown,text,po setlocal completefunc=GlossComplete
  autocmd FileType markdown,text,po nnoremap <buffer> <silent> K :call GlossShow()<CR>
  autocmd CompleteDone * call s:Done()
augroup END
