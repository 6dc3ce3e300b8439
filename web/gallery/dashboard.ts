// Serves the Dashboard from recorded data: `npm run gallery:dashboard`, after `npm run build`. `empty` is a new merchant.
import { accountFixtures } from './dashboard_accounts.ts';
import { deskFixtures } from './dashboard_desk.ts';
import { detailFixtures } from './dashboard_details.ts';
import { openDashboardGallery } from './dashboard_server.ts';

const empty = process.argv.includes('empty');
const gallery = await openDashboardGallery(
  Number(process.env.GALLERY_PORT ?? 4251),
  ...(empty ? [accountFixtures([]), detailFixtures([])] : [accountFixtures(), detailFixtures()]),
  deskFixtures({ empty }),
);
console.log(`Gallery of the Dashboard: ${gallery.origin}/dashboard`);
