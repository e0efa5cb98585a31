// A disk of this machine answers what it knows in some microseconds. Of one that takes longer, such as one over the network,
// several questions at once are answered sooner by threads.
const SLOW_MS = 0.3;
const QUESTIONS = 64;
// Of one over the network many are fast, too: what was opened is known when it is asked for its size.
const MAX_SLOW = QUESTIONS / 4;

/**
 * Whether a disk is slow: more than a quarter of the last questions took long. Where the processors are busy a few take very long,
 * because this process did not run meanwhile.
 */
export class DiskPace {
  /** Once it is, it stays so. */
  isSlow = false;
  private questions = 0;
  private slowQuestions = 0;

  note(tookMs: number): void {
    this.questions += 1;
    if (tookMs > SLOW_MS) this.slowQuestions += 1;
    if (this.questions < QUESTIONS) return;
    this.isSlow ||= this.slowQuestions > MAX_SLOW;
    [this.questions, this.slowQuestions] = [0, 0];
  }
}
