import { h } from 'preact';
import { shownTime } from '../../shared/case/standing';
import type { StoredPolicy } from '../../shared/model';
import { comparePolicies } from '../../shared/policy/compare/compare';
import type { Node } from '../html/view';
import type { Desk } from '../session/desk';
import type { Check } from './check';

/** By which policy each brand's returns are decided, and what the drafts would change; of a person's own brands only. */
export async function policyChecks(desk: Desk, brands: string[]): Promise<Check[]> {
	const policies = await desk.store.policies.list();
	const publish = publishForm(desk);
	const named = await Promise.all(
		brands.map(async (brand) => ({ brand, name: (await desk.store.settings.get(brand)).policyName })),
	);
	const seen = policies.filter(({ name }) => !desk.rights.brands || named.some((one) => one.name === name));
	return [
		...named.map(({ brand, name }): Check => {
			const what = `Policy of ${brand}`;
			if (!name)
				return { what, light: 'ok', is: 'The rules of its settings: no published policy is named there.', fix: '' };
			const published = policies.find((one) => one.name === name)?.published;
			if (!published)
				return {
					what,
					light: 'look',
					is: `"${name}", of which nothing is published: the rules of the settings count.`,
					fix: publish,
				};
			const { number, publishedAt, publishedBy } = published;
			const when = shownTime(publishedAt, desk.settings.timeZone);
			return { what, light: 'ok', is: `"${name}", version ${number}, published ${when} by ${publishedBy}.`, fix: '' };
		}),
		...seen.flatMap((policy): Check[] => {
			const is = draftOf(policy);
			return is ? [{ what: `Draft of ${policy.name}`, light: 'look', is, fix: publish }] : [];
		}),
	];
}

/** What a draft would change; undefined when it is what is published. */
function draftOf({ draft, proposal, published }: StoredPolicy): string | undefined {
	if (!published) return 'Nothing is published of it yet.';
	if (!draft || draft.version === published.version) return undefined;
	const waits =
		proposal?.version === draft.version ? `${proposal.by} has published it, a second person must agree. ` : '';
	return waits + changesOf(comparePolicies(published.policy, draft.policy).changes.map(({ message }) => message));
}

const mostChanges = 5;

function changesOf(changes: string[]): string {
	const more = changes.length - mostChanges;
	return `It would change: ${changes.slice(0, mostChanges).join(' ')}${more > 0 ? ` And ${more} more.` : ''}`;
}

/** The form of template 16, which stands beside the webhooks of this n8n. */
function publishForm({ address }: Desk): Node {
	const [n8n, path] = address.split('/webhook/');
	const text = 'Open the form Publish Policy (template 16)';
	return path ? h('a', { href: `${n8n}/form/returns/policy`, rel: 'noreferrer' }, text) : `${text}.`;
}
