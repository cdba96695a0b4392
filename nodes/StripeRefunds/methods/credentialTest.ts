import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { addressOf, filled, httpOfTest, refused, tested } from '../../shared/operation';
import { stripeError } from '../transport/stripeError';
import { stripeVersion } from '../transport/stripe';

const where = 'Copy a restricted or secret key from Stripe: Developers > API keys.';

/** Keys of other kinds that are taken for a secret key. */
const others: Array<{ begins: string; is: string }> = [
	{ begins: 'pk_', is: 'a publishable key' },
	{ begins: 'whsec_', is: 'the signing secret of a webhook, which belongs into Webhook Signing Secrets' },
	{ begins: 'acct_', is: 'an account ID' },
];

/** Reads one refund, which is what the key must be allowed; a restricted key need not be allowed to read the account. */
export async function stripeTest(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const address = () => addressOf(data.baseUrl, 'Base URL', 'https://api.stripe.com');
	return await tested(
		async () => {
			const key = filled(data.secretKey, 'Secret Key', where);
			const other = others.find(({ begins }) => key.startsWith(begins));
			if (other) throw refused(`Secret Key holds ${other.is}`, where);
			const account = String(data.account ?? '').trim();
			const { status, body } = await httpOfTest(
				this,
				'stripe',
			)({
				method: 'GET',
				url: `${address()}/v1/refunds`,
				qs: { limit: 1 },
				repeatable: true,
				headers: {
					'Stripe-Version': stripeVersion,
					authorization: `Bearer ${key}`,
					...(account && { 'Stripe-Account': account }),
				},
			});
			if (status === 401)
				throw refused('Stripe does not know this key', `${where} A key that was rolled or deleted no longer works.`);
			if (status >= 400) throw stripeError(status, body);
			return `Stripe takes the key${/_test_/.test(key) ? ', a test key: it moves no money' : ''}`;
		},
		{ address, field: 'Base URL' },
	);
}
