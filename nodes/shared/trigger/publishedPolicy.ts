import type { PolicyVersion, Settings } from '../model';
import type { CaseStore } from '../store';

/**
 * The published policy that a brand's settings name, for what a trigger gives out beside the settings: so every way in is judged by the same policy, from the
 * moment of its publication. Empty when they name none, or one that nobody has published: then the policy of the settings counts.
 */
export async function publishedPolicyOf(
	store: { policies: Pick<CaseStore['policies'], 'version'> },
	{ policyName }: Pick<Settings, 'policyName'>,
): Promise<{ policyVersion?: PolicyVersion }> {
	const policyVersion = policyName ? await store.policies.version(policyName) : undefined;
	return policyVersion ? { policyVersion } : {};
}
