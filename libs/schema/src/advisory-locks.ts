/**
 * PostgreSQL's locks are numbers, any: two that are equal wait for each other, whatever they are for. So all of ours are here.
 * A number stays as it is, because processes of two versions may run at the same time.
 */
export const ADVISORY_LOCKS = {
  /** A session of the process that uses the home folder holds it, and it goes with that process. */
  home: 7_225_926,
  /** Two migrations at the same time wait for each other. */
  migration: 7_225_927,
  /** The holder sweeps, the others skip it. */
  sweep: 7_225_928,
  /** Shared by those who publish content, owned by the sweeper while it looks for content that has no row. */
  store: 7_225_929,
  /** During a change of what is enabled, from the decision to the end of the transaction. */
  generation: 7_225_930,
  /** One plan at a time: two that ask for the same environments in another order would wait for each other. */
  plan: 7_225_931,
  /** Besides the hash of a pack's name: those who install it for the first time. */
  packName: 7_225_932,
  /** Its holder cleans, the others skip it. */
  maintenance: 7_225_933,
  /** Whoever decides what is due next in a rollout, to the end of the transaction. */
  rollout: 7_225_934,
  /** One rotation of the key at a time. */
  rotation: 7_225_935,
  /** Besides the hash of a session: whoever refreshes or ends it, to the end of the transaction. */
  session: 7_225_936,
  /** Besides the hash of a name: whoever puts a token in the place of the one of that name. */
  tokenName: 7_225_937,
} as const;
