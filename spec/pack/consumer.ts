import { traceable } from 'tracenest';

class Library {
  @traceable({ runType: 'retriever' })
  async count(titles: readonly string[]): Promise<number> {
    return titles.length;
  }
}

/** The pack check compiles this file against the installed tarball, and awaits this in a browser bundle. */
export const answer: Promise<number> = new Library().count(Array.from({ length: 42 }, () => 'a title'));
