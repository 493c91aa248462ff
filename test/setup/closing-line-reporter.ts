import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** Prints why tests were skipped, and as the very last line `N passed, N failed, N skipped`, which CI reads. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const count = { passed: 0, failed: unhandled.length, skipped: 0 };
    const reasons = new Map<string, number>();
    for (const module of modules) {
      // A file that cannot be loaded, or whose hooks fail, has errors of its own and may have no failed test.
      count.failed += module.errors().length;
      for (const suite of module.children.allSuites()) count.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') count.passed += 1;
        else if (result.state === 'failed') count.failed += 1;
        else count.skipped += 1;
        const reason = result.state === 'skipped' ? (result.note ?? reasonIn(test.fullName)) : undefined;
        if (reason) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
    }
    for (const [reason, tests] of reasons) console.log(`${tests} ${tests === 1 ? 'test' : 'tests'} ${reason}`);
    // After the other reporters' summary, which is printed in the same turn.
    setImmediate(() => console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`));
  }
}

function reasonIn(name: string): string | undefined {
  return /skipped, because [^\]]*/.exec(name)?.[0];
}
