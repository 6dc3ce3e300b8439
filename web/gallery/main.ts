// Serves the gallery: `npm run gallery`, after `npm run build`.
import { openGallery } from './server.ts';

const gallery = await openGallery(Number(process.env.GALLERY_PORT ?? 4250));
console.log(`Gallery of the flow: ${gallery.shopOrigin}`);
