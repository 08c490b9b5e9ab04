import type { Zone } from '../zone/zone.js';

/** Calls that nest less than this have room: a decorated call takes far less than the stack's thousandth part. */
const shallow = 100;
/** What the platform may need below us, such as Node when it takes back that a rejection is unhandled. */
const levels = 64;

function descend(level: number): number {
  return level === 0 ? 0 : 1 + descend(level - 1);
}

/** Whether there is room on the stack for more than a few calls. Asked for in earnest only where calls nest deeply. */
export function hasStackRoom(zone: Zone): boolean {
  if (zone.depth < shallow) return true;
  try {
    return descend(levels) === levels;
  } catch {
    return false;
  }
}
