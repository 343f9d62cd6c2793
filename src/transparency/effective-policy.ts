import { type LogPolicy, parsePolicy } from './log-policy.ts';
import { logAddressOf, logKeyOf, witnessAddressOf, witnessKeyOf } from './log-names.ts';
import { formatVkey } from './note-key.ts';

/**
 * The policy by which a checkpoint of this log is good, as C2SP tlog-policy writes it: its keys and the other side's witness, which the
 * node knows, then what its operator adds. There the other side's witness is called `peer`.
 */

export interface PolicySources {
  readonly nodeOrigin: string;
  readonly peerOrigin: string;
  readonly logKeys: readonly Uint8Array[];
  readonly peerWitnessKeys: readonly Uint8Array[];
  /** Lines of further witnesses and groups, and of the quorum; that of the peer alone when undefined. */
  readonly configured: string | undefined;
}

const peerName = 'peer';

export function policyText(sources: PolicySources): string {
  const { nodeOrigin, logKeys, configured } = sources;
  const logs = logKeys.map(
    (key) => `log ${formatVkey(logKeyOf(nodeOrigin, key))} ${logAddressOf(nodeOrigin)}\n`,
  );
  const own = configured ?? `quorum ${peerName}`;
  return [...logs, ...peerLines(sources), own.endsWith('\n') ? own : `${own}\n`].join('');
}

/** After a change of its key the witness has two, and either will do. */
function peerLines({ peerOrigin, peerWitnessKeys }: PolicySources): string[] {
  const only = peerWitnessKeys.length === 1;
  const names = peerWitnessKeys.map((_, at) => (only ? peerName : `${peerName}.${at + 1}`));
  const witnesses = peerWitnessKeys.map((key, at) => {
    const vkey = formatVkey(witnessKeyOf(peerOrigin, key));
    return `witness ${names[at] ?? peerName} ${vkey} ${witnessAddressOf(peerOrigin)}\n`;
  });
  return only ? witnesses : [...witnesses, `group ${peerName} any ${names.join(' ')}\n`];
}

export interface EffectivePolicy {
  readonly text: string;
  readonly policy: LogPolicy;
}

/** Undefined while a key of either side is not known. @throws Error when the lines of the operator are wrong. */
export function effectivePolicy(sources: PolicySources): EffectivePolicy | undefined {
  if (sources.logKeys.length === 0 || sources.peerWitnessKeys.length === 0) return undefined;
  const text = policyText(sources);
  const reading = parsePolicy(text);
  if (reading.ok) return { text, policy: reading.policy };
  throw new Error(`WENJIN_LOG_POLICY is not a policy: ${reading.reason}.`);
}

/** Where the witnesses are that the operator names: whom this node may call besides the peer. */
export function witnessOrigins(configured: string | undefined): string[] {
  const urls = [...(configured ?? '').matchAll(/^[ \t]*witness[ \t]+\S+[ \t]+\S+[ \t]+(\S+)[ \t]*$/gm)];
  return urls.flatMap(([, url = '']) => URL.parse(url)?.origin ?? []);
}

/** Any two keys: only the lines of the operator can be wrong. @throws Error */
export function assertConfiguredPolicy(
  sources: Pick<PolicySources, 'nodeOrigin' | 'peerOrigin' | 'configured'>,
): void {
  const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  effectivePolicy({ ...sources, logKeys: [one], peerWitnessKeys: [other] });
}
