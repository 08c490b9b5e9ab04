import DOMPurify from 'dompurify';
import { Marked } from 'marked';
import { imageSource } from '../model/imageSource.js';

/** What text may become. Everything that could load, run, style or catch input is missing. */
const allowedTags = [
  ...['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'code', 'em', 'strong', 'del', 's'],
  ...['ul', 'ol', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'a', 'img', 'sub', 'sup', 'kbd'],
];

/** Tags in the text are text: they are what was said, and the reader is to see them. */
const markdown = new Marked({ gfm: true, breaks: true, renderer: { html: ({ text }) => escaped(text) } });

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * Markdown out of a trace as a safe piece of the document. Traced text is anybody's text: what it becomes is held to
 * {@link allowedTags}, links leave in a tab of their own, and pictures are shown only where they are in the text itself.
 */
export function safeMarkdown(text: string): DocumentFragment {
  const html = markdown.parse(text, { async: false });
  const fragment = DOMPurify.sanitize(html, {
    ALLOWED_TAGS: allowedTags,
    ALLOWED_ATTR: ['href', 'src', 'alt', 'start', 'align'],
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|data:image\/)/i,
    ALLOW_DATA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const link of fragment.querySelectorAll('a')) {
    link.target = '_blank';
    link.rel = 'noopener noreferrer nofollow';
  }
  // What scrolls must be reached by keys, too.
  for (const scrolled of fragment.querySelectorAll('pre, table')) scrolled.setAttribute('tabindex', '0');
  for (const image of fragment.querySelectorAll('img')) {
    const address = image.getAttribute('src') ?? '';
    const source = imageSource(address);
    if (source === undefined) image.replaceWith(`[image: ${image.alt || address.slice(0, 120)}]`);
  }
  return fragment;
}
