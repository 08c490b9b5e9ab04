import { useEffect, useState } from 'preact/hooks';
import type { Cut, Part, PartName } from '../../wire/runDetail.js';
import { traceServer } from '../api/traceServer.js';
import { chatMessages } from '../model/chatMessages.js';
import { formatBytes } from '../model/format.js';
import { growPart } from '../model/growPart.js';
import { looksLikeMarkdown, plainText } from '../model/plainText.js';
import { textOfChunks } from '../model/streamedText.js';
import { JsonTree, moreItems } from './JsonTree.js';
import { LongText, Markdown } from './Markdown.js';
import { Messages } from './Messages.js';
import { Section } from './Section.js';

interface ValueSectionProps {
  readonly title: string;
  readonly runId: string;
  readonly name: PartName;
  readonly part: Part;
  readonly isOpen?: boolean;
  /** Whether it came piece by piece. */
  readonly isStream?: boolean;
  /** Whether more of it is to come. */
  readonly isStreaming?: boolean;
}

const moreCharacters = 100_000;

type Look = 'chat' | 'markdown' | 'text' | 'json';
const lookNames: Readonly<Record<Look, string>> = { chat: 'Chat', markdown: 'Markdown', text: 'Text', json: 'JSON' };

/** A part of a run, looked at in the way that suits it best or that is chosen. */
export function ValueSection({ title, runId, name, part, isOpen = true, ...stream }: ValueSectionProps) {
  const { isStream = false, isStreaming = false } = stream;
  const [grown, setGrown] = useState(part);
  const [problem, setProblem] = useState<string>();
  const [chosen, setChosen] = useState<Look>();
  useEffect(() => setGrown(part), [part]);
  const messages = name === 'inputs' || name === 'outputs' ? chatMessages(grown.value) : undefined;
  const text = plainText(grown.value) ?? (isStream ? textOfChunks(grown.value) : undefined);
  const looks: Look[] = [
    ...(messages === undefined ? [] : ['chat' as const]),
    ...(text === undefined ? [] : ['markdown' as const, 'text' as const]),
    'json',
  ];
  const best =
    messages !== undefined ? 'chat' : text === undefined ? 'json' : looksLikeMarkdown(text) ? 'markdown' : 'text';
  const look = chosen !== undefined && looks.includes(chosen) ? chosen : best;
  const more = async (cut: Cut): Promise<void> => {
    try {
      const slice = await traceServer.slice(runId, name, {
        path: cut.path,
        offset: cut.shown,
        limit: cut.kind === 'string' ? moreCharacters : moreItems,
      });
      setGrown((old) => growPart(old, cut, slice));
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  const aside = (
    <>
      {isStreaming && <span class="streaming-sign">streaming</span>}
      <span class="section-size">{formatBytes(part.size)}</span>
      {looks.length > 1 && <LookChoice title={title} looks={looks} look={look} onChoose={setChosen} />}
    </>
  );
  return (
    <Section title={title} aside={aside} isOpen={isOpen}>
      <div class={isStreaming ? 'streaming' : undefined}>
        {look === 'chat' && <Messages messages={messages ?? []} />}
        {look === 'markdown' && <Markdown text={text ?? ''} />}
        {look === 'text' && <LongText text={text ?? ''} />}
        {look === 'json' && <JsonTree value={grown.value} cuts={grown.cuts} onMore={(cut) => void more(cut)} />}
      </div>
      {grown.cuts.length > 0 && (
        <p class="hint">
          {look === 'json'
            ? 'Large: some of it is left out until you ask for more. '
            : 'Large: some of it is left out; see JSON. '}
          <a href={traceServer.rawPart(runId, name)} download={`${name}.json`}>
            Save all {formatBytes(part.size)}
          </a>
        </p>
      )}
      {problem !== undefined && <p role="alert">{problem}</p>}
    </Section>
  );
}

interface LookChoiceProps {
  readonly title: string;
  readonly looks: readonly Look[];
  readonly look: Look;
  readonly onChoose: (look: Look) => void;
}

function LookChoice({ title, looks, look, onChoose }: LookChoiceProps) {
  return (
    <span class="looks" role="group" aria-label={`Show ${title} as`}>
      {looks.map((one) => (
        <button key={one} type="button" aria-pressed={one === look} onClick={() => onChoose(one)}>
          {lookNames[one]}
        </button>
      ))}
    </span>
  );
}
