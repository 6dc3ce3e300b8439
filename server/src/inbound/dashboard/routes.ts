// Everything below /dashboard as one function: signing in, the calls of the pages, and the pages themselves.
import { calls } from './calls.ts';
import { createExports } from './exports/export.ts';
import { exports } from './exports/exports.ts';
import { openPages } from './pages.ts';
import { createDashboardApi, type Dashboard } from './serve.ts';
import { createSignIn } from './sign_in.ts';

/** `pages`: the folder of the built Dashboard. The function answers null for what is not below /dashboard. */
export async function openDashboard(
  dashboard: Dashboard,
  pages: string,
): Promise<(request: Request) => Promise<Response | null>> {
  const served = dashboard.livemode ? calls.filter(({ path }) => !path.startsWith('/sandbox/')) : calls;
  const parts = [
    createSignIn(dashboard),
    createExports(dashboard, exports),
    createDashboardApi(dashboard, served),
    await openPages(pages),
  ];
  return async (request) => {
    for (const part of parts) {
      const response = await part(request);
      if (response !== null) return response;
    }
    return null;
  };
}
