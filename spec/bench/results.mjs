import { median } from './timing.mjs';

/** What was measured: for each question, library and workload one figure a repetition. */
export class Results {
  #samples = {};

  add(question, library, figures) {
    for (const [workload, figure] of Object.entries(figures)) {
      const byLibrary = (this.#samples[question] ??= {});
      const byWorkload = (byLibrary[library] ??= {});
      (byWorkload[workload] ??= []).push(figure);
    }
  }

  samples(question, library, workload) {
    return this.#samples[question]?.[library]?.[workload] ?? [];
  }

  /** @returns {number | undefined} */
  median(question, library, workload) {
    const samples = this.samples(question, library, workload);
    return samples.length === 0 ? undefined : median(samples);
  }

  /**
   * Median of the ratios within each repetition: neighbours in time share the machine's mood.
   * @returns {number | undefined}
   */
  ratio(question, library, base, workload) {
    const bases = this.samples(question, base, workload);
    const ratios = this.samples(question, library, workload)
      .slice(0, bases.length)
      .map((sample, repetition) => sample / bases[repetition]);
    return ratios.length === 0 ? undefined : median(ratios);
  }

  /** Bytes per sync call without those of the loop itself. */
  bytes(library) {
    const own = this.median('bytes', library, 'sync');
    const loop = this.median('bytes', 'undecorated', 'sync');
    return own === undefined || loop === undefined ? undefined : own - loop;
  }

  toJSON() {
    return this.#samples;
  }
}
