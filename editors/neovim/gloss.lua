-- Neovim from 0.11 on: paste into init.lua.

vim.lsp.config('gloss', {
  cmd = { 'gloss', 'serve', 'lsp' },
  filetypes = { 'markdown', 'text', 'html', 'po', 'xml', 'yaml' },
  root_markers = { 'gloss.toml', 'terms' },
  settings = { gloss = { inlayHints = false } },
})
vim.lsp.enable('gloss')

vim.api.nvim_create_autocmd('LspAttach', {
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == 'gloss' then
      -- Offers come while you type: CTRL-N and CTRL-P choose, CTRL-Y takes one.
      vim.lsp.completion.enable(true, client.id, event.buf, { autotrigger = true })
    end
  end,
})
