import type { HealthReport } from './health.js';

/** A report in the text format of Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function metricsOf(report: HealthReport): string {
  const lines = [
    ...gauge('countersign_ready', 'Whether people can be let in.', [['', report.status === 'ready' ? 1 : 0]]),
    ...gauge('process_resident_memory_bytes', 'Memory in use.', [['', process.memoryUsage.rss()]]),
  ];
  if (report.status === 'ready') {
    const { head, projections } = report;
    const of = (value: 'position' | 'behind' | 'parked') =>
      projections.map((each) => [`{projection="${each.name}"}`, each[value]] as const);
    lines.push(
      ...gauge('countersign_log_head', 'Position of the last event.', [['', head]]),
      ...gauge('countersign_projection_position', 'Position of the last event in its rows.', of('position')),
      ...gauge('countersign_projection_behind', 'How far the log is ahead.', of('behind')),
      ...gauge('countersign_projection_parked', 'Events it could not apply.', of('parked')),
    );
  }
  return `${lines.join('\n')}\n`;
}

function gauge(
  name: string,
  help: string,
  samples: readonly (readonly [labels: string, value: number])[],
): readonly string[] {
  const values = samples.map(([labels, value]) => `${name}${labels} ${String(value)}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...values];
}
