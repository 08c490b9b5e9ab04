/**
 * On a class, `@traceable` gives defaults to its decorated methods and to those of its subclasses. Tags and metadata add
 * up, of everything else the nearest word counts. Runs are named after the class of the object.
 */
import { configure, ConsoleExporter, traceable } from 'tracenest';

configure({
  exporter: [new ConsoleExporter(), { onEnd: ({ name, tags, metadata }) => console.log(name, { tags, metadata }) }],
});

@traceable({ runType: 'tool', tags: ['weather'], metadata: { team: 'forecast' } })
class Weather {
  @traceable
  today(city: string): string {
    return `${this.describe(city)}, ${this.degrees(city)} °C`;
  }

  @traceable({ runType: 'prompt', tags: ['text'] })
  protected describe(city: string): string {
    return `${city}: sunny`;
  }

  @traceable({ metadata: { unit: 'celsius' } })
  protected degrees(city: string): number {
    return city.length * 3;
  }
}

@traceable({ tags: ['sea'] })
class SeaWeather extends Weather {
  /** An override that is decorated too is a run of its own; the inherited method is another, below it. */
  @traceable
  protected override describe(city: string): string {
    return `${super.describe(city)}, calm sea`;
  }
}

console.log(new SeaWeather().today('Oslo'));
