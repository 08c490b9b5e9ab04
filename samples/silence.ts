/**
 * What is traced at all: `enabled: false` silences a branch and everything below it (it does not turn up under the
 * grandparent), `enabled: true` inside makes it heard again, and `null` as the parent starts a new trace.
 */
import { configure, ConsoleExporter, getCurrentRunTree, traceable, tracingContext } from 'tracenest';

configure({ exporter: new ConsoleExporter() });

class Bank {
  @traceable
  transfer(amount: number): void {
    this.check('before');
    this.secret(amount);
    // A trace of its own: an audit must not depend on who caused it.
    tracingContext(null, () => this.audit(amount));
    tracingContext({ enabled: false }, () => this.check('in a silenced scope'));
    this.check('after');
  }

  @traceable({ enabled: false })
  secret(amount: number): void {
    console.log(`current run in a silenced method: ${getCurrentRunTree()?.name}`);
    this.check(`${amount} is not to be seen`);
    tracingContext({ enabled: true }, () => this.check('heard again'));
  }

  @traceable
  audit(amount: number): void {
    this.check(`audit of ${amount}`);
  }

  @traceable((_self: Bank, what: string) => ({ name: `check ${what}` }))
  check(what: string): void {
    console.log(what);
  }
}

new Bank().transfer(100);
