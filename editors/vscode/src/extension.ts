// Starts `gloss serve lsp`, which knows everything; here is what only the editor can do: asking, and telling of failures.

import { createInterface } from 'node:readline';
import { CompletionTriggerKind, commands, languages, window, workspace } from 'vscode';
import type { ExtensionContext, TextDocumentChangeEvent } from 'vscode';
import { CloseAction, DiagnosticPullMode, LanguageClient, RevealOutputChannelOn, State } from 'vscode-languageclient/node';
import type { ErrorHandler, LanguageClientOptions, Middleware } from 'vscode-languageclient/node';

const LANGUAGES = ['markdown', 'plaintext', 'html', 'po', 'xml', 'yaml'];

let client: Client | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration('gloss.path') || change.affectsConfiguration('gloss.sources')) {
        await deactivate();
        await start();
      }
    }),
    workspace.onDidChangeTextDocument(askWhileTyping),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  const running = client;
  client = undefined;
  if (running?.state === State.Running) {
    await running.stop();
  }
  await running?.dispose().catch(() => undefined);
}

async function start(): Promise<void> {
  client = new Client(workspace.getConfiguration('gloss').get('path', 'gloss').trim() || 'gloss');
  await client.start().catch(() => undefined); // it has told of it
}

/** A client that says what to do where the server cannot be started. */
class Client extends LanguageClient {
  private readonly command: string;
  private readonly said: string[];
  private told = false;

  constructor(command: string) {
    const said: string[] = [];
    super('gloss', 'gloss', { command, args: ['serve', 'lsp'] }, options(said));
    this.command = command;
    this.said = said;
  }

  override createDefaultErrorHandler(maxRestartCount?: number): ErrorHandler {
    const usual = super.createDefaultErrorHandler(maxRestartCount);
    return {
      error: (...given) => usual.error(...given),
      // What ended before it answered would do so again.
      closed: () => (this.state === State.Running ? usual.closed() : { action: CloseAction.DoNotRestart }),
    };
  }

  override error(message: string, data?: unknown, show?: boolean | 'force'): void {
    super.error(message, data, false);
    if (show === 'force' && !this.told) {
      this.told = true;
      void this.tell(data);
    }
  }

  private async tell(data: unknown): Promise<void> {
    const reason = /\bENOENT\b/.test(String(data))
      ? `${this.command} was not found. Install it by “pip install 'gloss-tm[lsp]'”, or say in gloss.path where it is.`
      : `${this.command} serve lsp has ended: ${this.said.at(-1) ?? 'the log may say why.'}`;
    const choice = await window.showErrorMessage(reason, 'Open Settings', 'Show Log');
    if (choice === 'Open Settings') {
      await commands.executeCommand('workbench.action.openSettings', 'gloss.path');
    } else if (choice === 'Show Log') {
      this.outputChannel.show();
    }
  }
}

/** How the client is; the last line that the server wrote to its log is kept in `said`. */
function options(said: string[]): LanguageClientOptions {
  return {
    documentSelector: selector(),
    synchronize: { configurationSection: 'gloss' },
    diagnosticPullOptions: {
      onChange: true,
      onSave: true,
      filter: (_document, mode) => (mode === DiagnosticPullMode.onType) === onlyWhenSaved(),
    },
    initializationFailedHandler: () => false,
    middleware: { executeCommand, provideCompletionItem },
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    stdioOptions: {
      stdout: () => undefined,
      stderr: (input, log) => {
        createInterface({ input }).on('line', (line) => {
          log.appendLine(line);
          said.splice(0, said.length, line);
        });
      },
    },
  };
}

function selector(): { scheme: string; language: string }[] {
  const all = [...LANGUAGES, ...workspace.getConfiguration('gloss').get<string[]>('sources', [])];
  return ['file', 'untitled'].flatMap((scheme) => all.map((language) => ({ scheme, language })));
}

let typed = '';

/**
 * Asks for offers behind a letter where the editor does not by itself: in Markdown, unless the settings say otherwise.
 *
 * In the middle of a word it does, as the server names all letters.
 */
async function askWhileTyping(event: TextDocumentChangeEvent): Promise<void> {
  const { document, contentChanges } = event;
  const change = contentChanges.length === 1 ? contentChanges[0] : undefined;
  if (!change || !/^[A-Za-z]$/.test(change.text) || window.activeTextEditor?.document !== document) {
    return;
  }
  const end = change.range.start.translate(0, 1);
  const isInside = document.getWordRangeAtPosition(end)?.contains(end.translate(0, 1));
  const quick = workspace.getConfiguration('editor', document).get<boolean | { other?: boolean | string }>('quickSuggestions');
  const other = typeof quick === 'object' ? quick.other : quick;
  if (!isInside && (other === false || other === 'off') && languages.match(selector(), document)) {
    typed = change.text;
    await commands.executeCommand('editor.action.triggerSuggest', { auto: true });
    typed = '';
  }
}

/** Says that nobody has asked, so that there are offers only where they are likely to be wanted. */
const provideCompletionItem: Middleware['provideCompletionItem'] = (document, position, context, token, next) => {
  const asked = typed ? { triggerKind: CompletionTriggerKind.TriggerCharacter, triggerCharacter: typed } : context;
  typed = '';
  return next(document, position, asked, token);
};

function onlyWhenSaved(): boolean {
  return workspace.getConfiguration('gloss').get('diagnostics') === 'save';
}

/** Commands that a person chooses come without arguments: say what they are about, and ask for what is missing. */
const executeCommand: Middleware['executeCommand'] = async (command, args, next) => {
  const given = args.length ? args[0] : atCursor();
  if (command === 'gloss.addTerm') {
    const entry = await askForEntry(given.entry ?? '');
    return entry ? next(command, [{ ...given, entry }]) : undefined;
  }
  return next(command, command === 'gloss.reload' ? [] : [given]);
};

/** What the commands want to know of the editor in front. */
function atCursor(): { uri?: string; position?: object; entry?: string } {
  const editor = window.activeTextEditor;
  if (!client || !editor) {
    return {};
  }
  return {
    uri: client.code2ProtocolConverter.asUri(editor.document.uri),
    position: client.code2ProtocolConverter.asPosition(editor.selection.active),
    entry: editor.document.getText(editor.selection).trim(),
  };
}

/** `term/rendering`, or the term alone where no rendering is known yet; nothing where somebody thinks better of it. */
async function askForEntry(entry: string): Promise<string | undefined> {
  if (entry.includes('/')) {
    return entry;
  }
  const title = 'gloss: add a term';
  const term = entry || (await window.showInputBox({ title, prompt: 'The term, in Chinese or in English' }))?.trim();
  if (!term || term.includes('/')) {
    return term;
  }
  const prompt = `“${term}” in the other language; leave it empty to write it later`;
  const rendering = await window.showInputBox({ title, prompt });
  return rendering?.trim() ? `${term}/${rendering.trim()}` : rendering === undefined ? undefined : term;
}
