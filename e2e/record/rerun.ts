import { differences } from './differences';
import { play, playAgain } from './play';
import type { Outcome, Recording, Scenario } from './recording';
import type { Stage } from './stage';

/** Plays a scenario, and again as often as is asked: what differs then is in the record as an alternative. */
export async function playRepeatedly(scenario: Scenario, stage: Stage, reruns: number): Promise<Recording> {
  const first = await play(scenario, stage);
  if (reruns === 0) return first;
  const alternatives: Partial<Outcome>[] = [];
  for (let time = 1; time <= reruns; time += 1) {
    const again = await playAgain(scenario, stage, time);
    if (differences({ ...first, alternatives }, again).length > 0) alternatives.push(alternative(again.outcome));
  }
  const stable = alternatives.length === 0;
  return { ...first, reruns, stable, ...(stable ? {} : { alternatives }) };
}

function alternative({ steps, applications, exists, gone, recreated }: Outcome): Partial<Outcome> {
  return { steps, applications, exists, gone, recreated };
}
