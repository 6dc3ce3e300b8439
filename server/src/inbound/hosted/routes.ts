// All that customers' browsers ask of us: the flow's API, their own pages, merchants' logos.
import { createFlowApi, type FlowApi } from './flow_api.ts';
import { createLogos } from './logos.ts';
import { createHostedPages, type HostedPages } from './page.ts';
import { createVerifyPages } from './verify.ts';

/** Null for every other address. */
export function createHosted(parts: FlowApi & HostedPages): (request: Request) => Promise<Response | null> {
  const handlers = [
    createFlowApi(parts),
    createHostedPages(parts),
    createVerifyPages(parts),
    createLogos(parts.world.database),
  ];
  return async (request) => {
    for (const handler of handlers) {
      const response = await handler(request);
      if (response !== null) return response;
    }
    return null;
  };
}
