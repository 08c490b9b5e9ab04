import { useState } from 'preact/hooks';
import type { Part, PartName } from '../../wire/runDetail.js';
import { readChat } from '../model/chatMessages.js';
import type { Chat } from '../model/chatMessages.js';
import { formatBytes } from '../model/format.js';
import { beginsAsImage } from '../model/imageSource.js';
import { looksLikeMarkdown, plainText } from '../model/plainText.js';
import { textOfChunks } from '../model/streamedText.js';
import { Beside } from './Beside.js';
import { CutHint } from './CutHint.js';
import { JsonTree } from './JsonTree.js';
import { LongText, Markdown } from './Markdown.js';
import { Messages } from './Messages.js';
import { Section } from './Section.js';
import { usePart } from './usePart.js';

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

type Look = 'chat' | 'markdown' | 'text' | 'json';
const lookNames: Readonly<Record<Look, string>> = { chat: 'Chat', markdown: 'Markdown', text: 'Text', json: 'JSON' };

/** A part of a run, looked at in the way that suits it best or that is chosen. */
export function ValueSection({ title, runId, name, part, isOpen = true, ...stream }: ValueSectionProps) {
  const { isStream = false, isStreaming = false } = stream;
  const growing = usePart(runId, name, part);
  const [chosen, setChosen] = useState<Look>();
  const { value, cuts } = growing.part;
  const chat = name === 'inputs' || name === 'outputs' ? readChat(value) : undefined;
  const text = plainText(value) ?? (isStream ? textOfChunks(value) : undefined);
  const looks: Look[] = [
    ...(chat === undefined ? [] : ['chat' as const]),
    ...(text === undefined ? [] : ['markdown' as const, 'text' as const]),
    'json',
  ];
  const look = chosen !== undefined && looks.includes(chosen) ? chosen : bestLook(chat, text);
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
        {look === 'chat' && chat !== undefined && (
          <>
            <Messages messages={chat.messages} />
            <Beside value={chat.beside} />
          </>
        )}
        {look === 'markdown' && <Markdown text={text ?? ''} />}
        {look === 'text' && <LongText text={text ?? ''} />}
        {look === 'json' && <JsonTree value={value} cuts={cuts} onMore={growing.more} />}
      </div>
      <CutHint runId={runId} name={name} growing={growing} isTree={look === 'json'} />
    </Section>
  );
}

function bestLook(chat: Chat | undefined, text: string | undefined): Look {
  if (chat !== undefined) return 'chat';
  // A tree draws the picture that such a text is.
  if (text === undefined || beginsAsImage(text)) return 'json';
  return looksLikeMarkdown(text) ? 'markdown' : 'text';
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
