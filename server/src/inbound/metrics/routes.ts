// GET /metrics: what Prometheus scrapes, for whoever runs the installation and nobody else.
import type { ApiWorld } from '#inbound/http/api_world.ts';
import { isOfThisMachine } from '#inbound/http/sender.ts';
import { exposition, type Metrics } from '#kernel/metrics.ts';
import { hashSecret, sameBytes } from '#kernel/secret.ts';
import { readings } from './readings.ts';

const PATH = '/metrics';
const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export interface MetricsPage {
  world: ApiWorld;
  metrics: Metrics;
  /** RELINK_METRICS_TOKEN. Null: this machine alone may ask, and only in the sandbox. */
  token: string | null;
  livemode: boolean;
}

/** Null for every other address, and for whoever may not know that there is one. */
export function createMetricsPage({ world, metrics, token, livemode }: MetricsPage) {
  const expected = token === null ? null : hashSecret(`Bearer ${token}`);
  return async (request: Request): Promise<Response | null> => {
    if (request.method !== 'GET' || new URL(request.url).pathname !== PATH) return null;
    if (expected === null) {
      if (livemode || !isOfThisMachine(request)) return null;
    } else if (!sameBytes(hashSecret(request.headers.get('authorization') ?? ''), expected)) {
      return new Response(null, { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } });
    }
    const read = await world.database.transact((trx) => readings(trx, world.clock.now()));
    return new Response(exposition([...metrics.families(), ...read]), {
      headers: { 'Content-Type': CONTENT_TYPE, 'Cache-Control': 'no-store' },
    });
  };
}

/** Parts of the platform by the first word of the path; what anybody can make up is one part. */
const PARTS = ['v1', 'flow', 'relink', 'verify', 'banks', 'dashboard', 'mails', 'mailbox', 'logos'];

/** The same function, which counts what it answered. */
export function counted(
  metrics: Metrics,
  handle: (request: Request) => Promise<Response>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const begun = performance.now();
    const response = await handle(request);
    const word = new URL(request.url).pathname.split('/')[1] ?? '';
    const part = PARTS.includes(word) ? word : 'other';
    metrics.count('relink_requests_total', { part, status: `${Math.floor(response.status / 100)}xx` });
    metrics.count('relink_request_seconds_total', { part }, (performance.now() - begun) / 1_000);
    return response;
  };
}
