import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { openStoreOf } from '../../shared/store/open';

/** Every time zone, for the pick-list of Save Settings. */
export async function getTimeZones(): Promise<INodePropertyOptions[]> {
	return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map((value) => ({
		name: value.replace(/_/g, ' '),
		value,
	}));
}

/** How many versions of a policy the list shows, newest first. */
const mostVersions = 100;

/** The policies that are kept. */
export async function getPolicyNames(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const store = await openStoreOf(this);
	return ((await store?.policies.list()) ?? []).map(({ name, published }) => ({
		name: published ? `${name} (version ${published.version})` : `${name} (draft)`,
		value: name,
	}));
}

/** The versions of the policy that is chosen. */
export async function getPolicyVersions(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const [store, name] = [await openStoreOf(this), this.getCurrentNodeParameter('policyName')];
	const versions = (typeof name === 'string' && (await store?.policies.versions(name, mostVersions))) || [];
	const known = new Set<string>();
	return versions.flatMap(({ version, publishedAt, publishedBy, note }) => {
		if (known.has(version)) return [];
		known.add(version);
		return [
			{
				name: `${version} of ${publishedAt.slice(0, 10)}: ${note}`,
				value: version,
				description: `Published by ${publishedBy}`,
			},
		];
	});
}
