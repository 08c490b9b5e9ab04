import { afterEach, beforeEach } from '@jest/globals';
import { configure, MemoryExporter, type ConfigureOptions, type Diagnostic } from 'tracenest';

/** What tracing said and recorded in the test that is running. */
export interface FreshTracing {
  readonly exporter: MemoryExporter;
  readonly diagnostics: readonly Diagnostic[];
}

const defaults: ConfigureOptions = {
  exporter: undefined,
  enabled: undefined,
  onDiagnostic: undefined,
  projectName: undefined,
  tags: undefined,
  metadata: undefined,
  hideInputs: undefined,
  hideOutputs: undefined,
  hideMetadata: undefined,
  hideAttachments: undefined,
  anonymizer: undefined,
  scrubSecrets: undefined,
};

/**
 * Gives every test of a file tracing of its own: on, into an empty exporter, with the diagnostics in a list. `configure`
 * is process-wide, so what a test sets is taken back after it.
 */
export function freshTracing(): FreshTracing {
  const exporter = new MemoryExporter();
  const diagnostics: Diagnostic[] = [];
  beforeEach(() => {
    exporter.clear();
    diagnostics.length = 0;
    configure({
      ...defaults,
      exporter,
      // The environment of whoever runs the specs may say otherwise.
      enabled: true,
      hideInputs: false,
      hideOutputs: false,
      hideMetadata: false,
      scrubSecrets: false,
      onDiagnostic: (diagnostic) => void diagnostics.push(diagnostic),
    });
  });
  afterEach(() => configure(defaults));
  return { exporter, diagnostics };
}
