// The table of every endpoint below /v1.
import type { Endpoint } from '#inbound/http/endpoint.ts';

export const endpoints: readonly Endpoint[] = [];
