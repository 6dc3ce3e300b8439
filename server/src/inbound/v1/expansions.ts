// Which fields of which objects `expand[]` can replace by the objects they name.
import type { Expansions } from '#inbound/http/expand.ts';

export const expansions: Expansions = {};
