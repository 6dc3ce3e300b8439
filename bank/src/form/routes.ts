// Form banks: signing in through a form at the data recipient, with questions in between.
import { Hono } from 'hono';
import type { World } from '#world.ts';

export function formRoutes(_world: World): Hono {
  return new Hono();
}
