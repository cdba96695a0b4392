import type { INodeProperties } from 'n8n-workflow';
import { EffectError, invalidInput } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
import type { CaseState } from '../../shared/case/caseState';

/** More returns has nobody. */
const most = 1_000;

/** Whose data it is about. */
export const personProperties: INodeProperties[] = [
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		default: '',
		placeholder: 'e.g. name@email.com',
		description: 'All cases of this customer. Make sure that who asks is this customer.',
	},
	{
		displayName: 'Case References',
		name: 'references',
		type: 'string',
		default: '',
		placeholder: 'e.g. RMA-7K2M9QX4TB, RMA-3CVN8WLD5H',
		description: 'Further cases of the same person, such as those that have no email address; with commas between them',
	},
];

/** The cases of a person, by their e-mail and by reference, the oldest first. Throws EffectError when nothing is said, or a reference is none. */
export async function casesOf(context: OperationContext): Promise<{ email: string; cases: CaseState[] }> {
	const { cases: store } = context.requireStore();
	const email = String(context.param<unknown>('email', '') ?? '').trim();
	const references = String(context.param<unknown>('references', '') ?? '')
		.split(',')
		.map((one) => one.trim())
		.filter(Boolean);
	if (!email && !references.length)
		throw invalidInput('It is not said whose data it is', 'Fill in Email, or Case References.', 'email');
	const found = new Map<string, CaseState>();
	const byEmail = email ? await store.foundBy('email', email, most + 1) : [];
	if (byEmail.length > most)
		throw invalidInput(
			`More than ${most} returns have this e-mail address: it is no single person's`,
			'Name the cases of the person in Case References.',
			'email',
		);
	for (const one of byEmail) found.set(one.reference, one);
	for (const reference of references) {
		const state = await store.get(reference);
		if (!state)
			throw new EffectError(`There is no case ${reference.slice(0, 80)}`, {
				category: 'invalid_input',
				connection: 'case_store',
				field: 'references',
				advice: 'Correct it in Case References. Nothing was done.',
			});
		found.set(reference, state);
	}
	return { email, cases: [...found.values()].sort((a, b) => (a.openedAt < b.openedAt ? -1 : 1)) };
}
