import type { SetUpCheck } from '../../shared/operation';
import type { Stripe } from '../transport/stripe';
import { ownEndpoints } from '../trigger/endpoint';
import { keyPage, refusal } from './rights';

const what = 'Secret of webhooks';
const publish = 'Publish the workflow with the Stripe Refunds Trigger (template 40)';

/** Whether events of Stripe can be believed: by a secret in the credential, or by one that the trigger got when it registered its webhook. */
export async function webhookCheck(stripe: Stripe, secrets: string): Promise<SetUpCheck> {
	const typed = secrets.split(/\s+/).filter(Boolean);
	if (typed.some((one) => !one.startsWith('whsec_')))
		return {
			what,
			light: 'mend',
			is: 'The credential holds one that is no signing secret.',
			fix: 'Copy it from Stripe, Developers > Webhooks > your endpoint: it begins with whsec_.',
		};
	if (typed.length) return { what, light: 'ok', is: 'Set in the credential.', fix: '' };
	let registered: Awaited<ReturnType<typeof ownEndpoints>> = [];
	const refused = await refusal(async () => (registered = await ownEndpoints(stripe)));
	if (refused)
		return {
			what,
			light: 'look',
			is: 'None in the credential, and the key may not read Webhook Endpoints.',
			fix: `${keyPage}, and set Webhook Endpoints to Write: the trigger registers its webhook then. Or make it by hand, and put its secret into the credential.`,
		};
	const off = registered.filter(({ status }) => status !== 'enabled').length;
	if (off)
		return {
			what,
			light: 'mend',
			is: 'Stripe has switched off a webhook of the trigger, as it does after days of failures.',
			fix: `${publish} again: it switches it on.`,
		};
	return registered.length
		? { what, light: 'ok', is: 'The trigger has registered its webhook, and keeps the secret itself.', fix: '' }
		: { what, light: 'look', is: 'There is no webhook: nobody hears what becomes of a refund.', fix: `${publish}.` };
}
