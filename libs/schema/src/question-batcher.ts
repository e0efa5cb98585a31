/**
 * Questions that come in one tick of the event loop, answered by one query: those of a thousand nodes at a switch are a few.
 * None is answered by what was read before it was asked.
 */
export class QuestionBatcher<Answer> {
  private next: { questions: Set<string>; answers: Promise<ReadonlyMap<string, Answer>> } | undefined;

  constructor(private readonly answerAll: (questions: string[]) => Promise<ReadonlyMap<string, Answer>>) {}

  async ask(question: string): Promise<Answer | undefined> {
    const { questions, answers } = (this.next ??= this.begin());
    questions.add(question);
    return (await answers).get(question);
  }

  private begin() {
    const questions = new Set<string>();
    const answers = new Promise(setImmediate).then(() => {
      this.next = undefined;
      return this.answerAll([...questions]);
    });
    return { questions, answers };
  }
}
