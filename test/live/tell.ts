// Tells stories of both modes in live mode, one after the other in the world that a process shares.
import { describe } from 'node:test';
import { type Story, tell } from '../stories/anywhere/tell.ts';
import { joinLiveWorld } from './world.ts';

/** By the name of each. */
export function tellLive(stories: Record<string, Story>): void {
  for (const [title, story] of Object.entries(stories)) describe(title, () => tell(story, joinLiveWorld));
}
