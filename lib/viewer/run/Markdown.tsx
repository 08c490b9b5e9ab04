import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { safeMarkdown } from './safeMarkdown.js';

/** Longer texts are shown as they are: laying them out would stop the page. */
const longest = 60_000;

export function Markdown({ text }: { text: string }) {
  const element = useRef<HTMLDivElement>(null);
  const isShort = text.length <= longest;
  useLayoutEffect(() => {
    // The fragment itself, never text that would be parsed once more.
    if (isShort) element.current?.replaceChildren(safeMarkdown(text));
  }, [text]);
  return isShort ? <div class="markdown" ref={element} /> : <LongText text={text} />;
}

const firstCharacters = 20_000;

/** A text as it is, of which more is shown when asked for. */
export function LongText({ text }: { text: string }) {
  const [shown, setShown] = useState(firstCharacters);
  return (
    <div class="long-text">
      <pre class="plain-text">{text.slice(0, shown)}</pre>
      {text.length > shown && (
        <button class="link-button" type="button" onClick={() => setShown(shown * 3)}>
          Show more ({(text.length - shown).toLocaleString('en')} characters left)
        </button>
      )}
    </div>
  );
}
