" Vim 8.2 or newer, without LSP: put into ~/.vim/plugin. Needs `gloss` on the PATH.
"
" CTRL-X CTRL-U in insert mode offers what the segment may become: past translations, then its terms. The segment is the
" msgid of a PO entry, elsewhere the nearest line above that is not blank: write the translation under the original.

function! GlossComplete(findstart, base) abort
  if a:findstart
    return matchend(getline('.'), &filetype ==# 'po' ? '^\s*\%(msgstr\%(\[\d\+\]\)\?\s*\)\?"' : '^\s*')
  endif
  return s:Offers(s:Segment())
endfunction

function! s:Segment() abort
  if &filetype !=# 'po'
    return trim(getline(prevnonblank(line('.') - 1)))
  endif
  let l:from = search('^msgid\s', 'bnW')
  let l:lines = getline(l:from, search('^msgstr', 'bcnW') - 1)
  return join(map(l:lines, {_, line -> substitute(matchstr(line, '"\zs.*\ze"'), '\\\(.\)', '\1', 'g')}), '')
endfunction

function! s:Offers(segment) abort
  if empty(a:segment)
    return []
  endif
  let l:answer = systemlist('gloss suggest - --format json 2>/dev/null', [a:segment])
  if empty(l:answer)
    return []
  endif
  let l:offers = []
  for l:segment in json_decode(join(l:answer, "\n"))
    for l:match in l:segment.matches
      call add(l:offers, {'word': s:Written(l:match.target), 'menu': printf('%.0f %s', l:match.score, l:match.source)})
    endfor
    for l:term in l:segment.terms
      for l:word in (l:term.preferred is v:null ? [] : [l:term.preferred]) + l:term.admitted
        call add(l:offers, {'word': s:Written(l:word), 'menu': l:term.text})
      endfor
    endfor
  endfor
  return l:offers
endfunction

function! s:Written(text) abort
  return &filetype ==# 'po' ? substitute(escape(a:text, '\"'), "\n", '\\n', 'g') : substitute(a:text, "\n", ' ', 'g')
endfunction

augroup gloss
  autocmd!
  autocmd FileType markdown,text,po setlocal completefunc=GlossComplete
augroup END
