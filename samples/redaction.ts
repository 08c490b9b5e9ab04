/**
 * What must not leave: passwords, keys, names of people. It is taken out once, before any exporter sees the run, wherever it
 * stands: in inputs, outputs, errors, tags, names. The program itself sees everything as it is.
 */
import { configure, ConsoleExporter, MemoryExporter, traceable } from 'tracenest';

const memory = new MemoryExporter();
configure({
  exporter: [memory, new ConsoleExporter({ colors: false })],
  scrubSecrets: true,
  anonymizer: [{ pattern: /\b(?:Ann|Bob)\b/, replace: '[name]' }],
  hideOutputs: ({ usage }) => ({ usage }),
  onDiagnostic: ({ code }) => console.log('told:', code),
});

class Support {
  @traceable({ tags: ['customer Ann'] })
  answer(question: string, access: { user: string; password: string }): { text: string; usage: number } {
    this.log(`GET https://api.example/v1?api_key=abcdef123456 for ${access.user}`);
    return { text: `${question} It depends, ${access.user}.`, usage: 12 };
  }

  @traceable({ runType: 'tool' })
  log(line: string): void {
    if (line.includes('Bob')) throw new Error(`not allowed: ${line}`);
  }
}

const support = new Support();
console.log(support.answer('Why?', { user: 'Ann', password: 'hunter22' }).text);
try {
  support.answer('How?', { user: 'Bob', password: 'hunter22' });
} catch (error) {
  console.log((error as Error).message);
}

console.log(JSON.stringify(memory.runs[1]?.inputs), memory.runs[1]?.tags);
console.log(JSON.stringify(memory.runs[1]?.outputs));
console.log(JSON.stringify(memory.runs[0]?.inputs));
console.log(memory.runs[3]?.error?.message);
