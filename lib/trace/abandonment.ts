interface Stoppable {
  stopped(status: 'abandoned'): void;
}

/**
 * Ends runs whose generator, stream or promise was dropped by the program: nobody can finish those any more.
 * What is registered must not hold the object, or the object would never be dropped.
 */
const registry = new FinalizationRegistry<Stoppable>((stoppable) => {
  stoppable.stopped('abandoned');
});

export function endWhenDropped(object: object, stoppable: Stoppable): void {
  registry.register(object, stoppable, stoppable);
}

export function noLongerDropped(stoppable: Stoppable): void {
  registry.unregister(stoppable);
}
