import { useEffect, useState } from 'preact/hooks';

/** Where the page is: everything worth keeping stands in the address. */
export interface PageLocation {
  readonly path: string;
  readonly parameters: URLSearchParams;
}

const changed = 'tracenest:address';

function here(): PageLocation {
  return { path: location.pathname, parameters: new URLSearchParams(location.search) };
}

/** Goes to an address of this page. With `replace`, "back" does not come back here: for what changes at every key. */
export function goTo(address: string, replace = false): void {
  if (address === location.pathname + location.search) return;
  if (replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  dispatchEvent(new Event(changed));
}

/** Changes some parameters of the address; `null` takes one out. */
export function changeParameters(changes: Readonly<Record<string, string | null>>, replace = true): void {
  const parameters = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
  }
  const text = parameters.toString();
  goTo(location.pathname + (text === '' ? '' : `?${text}`), replace);
}

export function usePageLocation(): PageLocation {
  const [current, setCurrent] = useState(here);
  useEffect(() => {
    const update = (): void => setCurrent(here());
    addEventListener('popstate', update);
    addEventListener(changed, update);
    return () => {
      removeEventListener('popstate', update);
      removeEventListener(changed, update);
    };
  }, []);
  return current;
}

/** Follows plain clicks on links of this page without loading it anew. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null || link.origin !== location.origin || link.target !== '' || link.hasAttribute('download')) return;
  if (link.pathname.startsWith('/api/')) return;
  event.preventDefault();
  goTo(link.pathname + link.search);
}
