/**
 * Callbacks that somebody else keeps and calls later: `bind` fixes their context, `bindEmitter` that of all listeners which
 * are added from now on. Without it a listener runs in the context of whoever emits.
 */
import { EventEmitter } from 'node:events';
import { bind, bindEmitter, configure, ConsoleExporter, trace, traceable } from 'tracenest';

configure({ exporter: new ConsoleExporter() });

class Conversation {
  readonly #phone: EventEmitter;

  constructor(phone: EventEmitter) {
    this.#phone = phone;
  }

  @traceable
  listen(later: (callback: () => void) => void): void {
    this.#phone.on('word', (word: string) => this.hear(`${word}, by whoever speaks`));
    bindEmitter(this.#phone).on('word', (word: string) => this.hear(`${word}, by the listener`));
    later(bind(() => this.hear('the callback')));
  }

  @traceable((_self: Conversation, what: string) => ({ name: `hear ${what}` }))
  hear(what: string): void {
    console.log(`heard ${what}`);
  }
}

const phone = new EventEmitter();
const kept: (() => void)[] = [];
// `listen` ends first, and its children follow: a run waits for nothing.
trace({ name: 'the call' }, () => {
  new Conversation(phone).listen((callback) => kept.push(callback));
  trace({ name: 'the speaker' }, () => phone.emit('word', 'hello'));
  kept.forEach((callback) => callback());
});
