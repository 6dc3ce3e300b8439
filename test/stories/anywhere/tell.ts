// Tells a story of this folder: its sentences are tests, in the sandbox as in live mode.
import { after, afterEach, before, test } from 'node:test';
import type { Scene } from '../../story.ts';

/** Sentences, and how each is found to be true. */
export type Story = Record<string, (world: Scene) => Promise<void>>;

/** Every story has a scene with a merchant of its own. */
export function tell(story: Story, open: () => Promise<Scene>): void {
  let world: Scene;
  before(async () => {
    world = await open();
  });
  after(() => world?.close());
  afterEach(() => world.driver.rest());
  for (const [sentence, holds] of Object.entries(story)) test(sentence, () => holds(world));
}
