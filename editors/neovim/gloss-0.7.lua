-- Neovim 0.7 to 0.10: paste into init.lua. CTRL-X CTRL-U in insert mode offers terms and past translations.

local gloss = {}

function gloss.attach()
  local found = vim.fs and vim.fs.find({ 'gloss.toml', 'terms' }, { upward = true })[1]
  local root = found and vim.fs.dirname(found) or vim.fn.getcwd()
  if gloss.id == nil then
    gloss.id = vim.lsp.start_client({ name = 'gloss', cmd = { 'gloss', 'serve', 'lsp' }, root_dir = root })
  end
  vim.lsp.buf_attach_client(0, gloss.id)
  vim.bo.completefunc = 'v:lua.gloss_complete'
  vim.keymap.set('n', 'K', vim.lsp.buf.hover, { buffer = true })
  vim.keymap.set('n', 'gra', vim.lsp.buf.code_action, { buffer = true })
  -- 0.7 takes the selection from marks, which are set when it ends; later versions, while it is there.
  local selected = vim.fn.has('nvim-0.8') == 1 and '<Cmd>lua vim.lsp.buf.code_action()<CR>'
    or '<Esc><Cmd>lua vim.lsp.buf.range_code_action()<CR>'
  vim.keymap.set('x', 'gra', selected, { buffer = true })
end

-- What these versions bring along drops each offer that does not begin with what was typed: 蒸馏 for `zl`.
function gloss.offer(answer, client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  local items = answer and (answer.items or answer) or {}
  if client == nil or #items == 0 or vim.fn.mode():sub(1, 1) ~= 'i' then
    return
  end
  local line = vim.api.nvim_get_current_line()
  local function column(character)
    return vim.str_byteindex(line, character, client.offset_encoding ~= 'utf-32')
  end
  local first = column(items[1].textEdit.range.start.character)
  local offers = {}
  for _, item in ipairs(items) do
    local start = column(item.textEdit.range.start.character)
    first = math.min(first, start)
  end
  for _, item in ipairs(items) do
    local start = column(item.textEdit.range.start.character)
    -- All offers of one menu begin in one place: what lies between is kept.
    local word = line:sub(first + 1, start) .. item.textEdit.newText
    table.insert(offers, { word = word, abbr = item.label, menu = item.detail, equal = 1, dup = 1 })
  end
  vim.fn.complete(first + 1, offers)
end

function _G.gloss_complete(findstart)
  if findstart == 1 then
    local encoding = gloss.id and vim.lsp.get_client_by_id(gloss.id).offset_encoding
    local params = vim.lsp.util.make_position_params(0, encoding)
    vim.lsp.buf_request(0, 'textDocument/completion', params, function(_, answer, context)
      gloss.offer(answer, context.client_id)
    end)
    return -2
  end
  return {}
end

vim.api.nvim_create_autocmd('FileType', {
  pattern = { 'markdown', 'text', 'html', 'po', 'xml', 'yaml' },
  callback = gloss.attach,
})
