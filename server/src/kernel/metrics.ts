// Counters of this process and figures read when asked, written out as Prometheus reads them.

/** Label values are ours or come from short lists: a name that strangers choose would grow the memory. */
export type Labels = Readonly<Record<string, string | number>>;

export interface Sample {
  labels: Labels;
  value: number;
}

/** What a name means; every name that is counted or read is described once. */
export interface Family {
  name: string;
  help: string;
  type: 'counter' | 'gauge';
  samples: readonly Sample[];
}

export interface Metrics {
  /** Adds to a counter. A name that was not described is a mistake of ours. */
  count(name: string, labels?: Labels, by?: number): void;
  /** Every counter, also those that stand at nothing. */
  families(): Family[];
}

/** Beyond this a family takes no new labels; it says so by what is missing rather than by running out of memory. */
const SAMPLES_MAX = 5_000;

/** `described`: help texts by the counters' names. */
export function createMetrics(described: Readonly<Record<string, string>>): Metrics {
  const counters = new Map(Object.keys(described).map((name) => [name, new Map<string, Sample>()]));
  return {
    count(name, labels = {}, by = 1) {
      const samples = counters.get(name);
      if (samples === undefined) throw new RangeError(`bug: nobody described the counter ${name}`);
      const key = written(labels);
      const before = samples.get(key);
      if (before === undefined && samples.size >= SAMPLES_MAX) return;
      samples.set(key, { labels, value: (before?.value ?? 0) + by });
    },
    families: () =>
      [...counters].map(([name, samples]) => ({
        name,
        help: described[name]!,
        type: 'counter',
        samples: [...samples.values()],
      })),
  };
}

/** The text format, version 0.0.4. */
export function exposition(families: readonly Family[]): string {
  return families.map(lines).join('');
}

function lines({ name, help, type, samples }: Family): string {
  const values = samples.map(({ labels, value }) => `${name}${written(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${values.join('')}`;
}

function written(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(String(value))}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
