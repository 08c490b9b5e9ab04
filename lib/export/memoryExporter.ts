import type { Run } from '../run/run.js';
import type { Exporter } from './exporter.js';

/**
 * Keeps runs in memory, for tests and for reading at once.
 *
 * @example
 * const exporter = new MemoryExporter();
 * configure({ exporter });
 * await service.answer('Why?');
 * exporter.runs.map((run) => run.name); // in the order of their ends
 */
export class MemoryExporter implements Exporter {
  readonly isPassive = true;
  readonly #started = new Set<Run>();
  #ended: Run[] = [];

  onStart(run: Run): void {
    this.#started.add(run);
  }

  onEnd(run: Run): void {
    this.#started.delete(run);
    this.#ended.push(run);
  }

  /** The runs that have ended, in the order of their ends. */
  get runs(): readonly Run[] {
    return this.#ended;
  }

  /** The runs that have started and not ended, in the order of their starts. */
  get running(): readonly Run[] {
    return [...this.#started];
  }

  /** Forgets everything, so that one exporter serves several tests. */
  clear(): void {
    this.#started.clear();
    this.#ended = [];
  }
}
