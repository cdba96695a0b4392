import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { EffectError, rightsOf, withoutSlash } from '../../../shared/model';
import type { OperationContext } from '../../../shared/operation';
import { caseCredential } from '../../../shared/store/open';
import { deskKey } from '../../session/token';
import { linkToken } from '../../session/visitor';

export const option = {
	name: 'Make Link',
	value: 'makeLink',
	action: 'Make a link to the desk',
	description: 'Lead somebody who has signed in to n8n to the returns desk, once',
};

export const description: INodeProperties[] = [
	{
		displayName:
			'Put it behind an n8n form with the authentication n8n User Auth and Include User in Output; let its ending redirect to {{ $json.link }}',
		name: 'about',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Desk Path',
		name: 'path',
		type: 'string',
		default: 'returns/desk',
		description: 'Path of the Return Desk Trigger',
	},
];

export const endsStep = false;

export const asTool = 'never';

export const output = z.object({ link: z.string() });

const User = z.object({ email: z.string().min(3), firstName: z.string().optional(), lastName: z.string().optional() });

/** The link counts once, for two minutes. Throws EffectError for an item that no signed-in person stands behind, or one without rights. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const store = context.requireStore();
	const read = User.safeParse(context.item.user);
	if (!read.success)
		throw new EffectError('Nobody is signed in behind this item', {
			category: 'invalid_input',
			connection: 'case_store',
			advice: 'Start the flow by an n8n form with Authentication: n8n User Auth, and Include User in Output.',
		});
	const { email, firstName, lastName } = read.data;
	if (!rightsOf(email, await store.settings.get('default')))
		throw new EffectError(`${email} is not among Staff in the settings`, {
			category: 'rejected',
			connection: 'case_store',
			advice: 'Ask whoever keeps the settings (Return Case: Save Settings) to add a row.',
		});
	const { auditKey } = await context.node.getCredentials<{ auditKey?: string }>(caseCredential);
	const visitor = { email, name: [firstName, lastName].filter(Boolean).join(' ') };
	const path = context.param<string>('path', 'returns/desk').replace(/^\/+/, '');
	const query = new URLSearchParams({ link: linkToken(visitor, deskKey(auditKey ?? '')) });
	return { link: `${withoutSlash(context.node.getInstanceBaseUrl())}/webhook/${path}?${query.toString()}` };
}
