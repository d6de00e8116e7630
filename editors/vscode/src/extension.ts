// Starts `gloss serve lsp` and leaves everything else to it.

import { ExtensionContext, workspace } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';

const LANGUAGES = ['markdown', 'plaintext', 'html', 'po', 'xml', 'yaml'];

let client: LanguageClient | undefined;

export function activate(_context: ExtensionContext): Promise<void> {
  const settings = workspace.getConfiguration('gloss');
  const command = settings.get('path', 'gloss');
  const languages = [...LANGUAGES, ...settings.get<string[]>('sources', [])];
  client = new LanguageClient(
    'gloss',
    'gloss',
    { command, args: ['serve', 'lsp'] },
    {
      documentSelector: languages.map((language) => ({ scheme: 'file', language })),
      synchronize: { configurationSection: 'gloss' },
    },
  );
  return client.start();
}

export function deactivate(): Promise<void> | undefined {
  return client?.stop();
}
