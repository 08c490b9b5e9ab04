import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { StatsChartsProps } from './StatsCharts.js';

/** The charts, loaded behind the list: who opens a trace by its address never needs them, and without them the list still works. */
export function LazyCharts(props: StatsChartsProps) {
  const [Charts, setCharts] = useState<ComponentType<StatsChartsProps>>();
  useEffect(() => {
    import('./StatsCharts.js').then(
      // A function is taken for a change of the state, so it is given as the answer of one.
      ({ StatsCharts }) => setCharts(() => StatsCharts),
      () => undefined,
    );
  }, []);
  return Charts === undefined ? <div class="charts charts-coming" /> : <Charts {...props} />;
}
