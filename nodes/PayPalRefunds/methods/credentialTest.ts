import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { z } from 'zod';
import { jsonOf } from '../../shared/model';
import { addressOf, filled, httpOfTest, refused, tested } from '../../shared/operation';
import { basicOf } from '../transport/signIn';
import { paypalError } from '../transport/paypalError';

const where = 'Copy it from developer.paypal.com: Apps & Credentials > your app, Live or Sandbox.';
const Token = z.object({ access_token: z.string().min(1), scope: z.string().default('') });
/** What an app must be allowed for a refund. */
const refunds = 'https://uri.paypal.com/services/payments/refund';

/** Signs in anew with what was typed (a token that n8n keeps from before proves nothing), and says what the app may do. */
export async function paypalTest(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const address = () => addressOf(data.baseUrl, 'Base URL', 'https://api-m.paypal.com');
	return await tested(
		async () => {
			const id = filled(data.clientId, 'Client ID', where);
			const secret = filled(data.clientSecret, 'Client Secret', where);
			const { status, body } = await httpOfTest(
				this,
				'paypal',
			)({
				method: 'POST',
				url: `${address()}/v1/oauth2/token`,
				send: 'form',
				body: { grant_type: 'client_credentials' },
				headers: { authorization: basicOf(id, secret) },
				repeatable: true,
			});
			if (status === 401)
				throw refused(
					'PayPal does not take Client ID and Client Secret',
					`${where} Those of the sandbox need the Base URL https://api-m.sandbox.paypal.com.`,
				);
			if (status >= 400) throw paypalError(status, typeof body === 'string' ? jsonOf(body) : body);
			const token = Token.safeParse(typeof body === 'string' ? jsonOf(body) : body);
			if (!token.success) throw refused(`Something else than PayPal answers at ${address()}`, 'Check Base URL.');
			const { scope } = token.data;
			if (scope && !scope.split(' ').includes(refunds) && !/services\/payments\/payment/.test(scope))
				throw refused('The PayPal app may not make refunds', 'Use an app of the account that takes your payments.');
			return `PayPal takes Client ID and Client Secret${/sandbox/.test(address()) ? ', of its sandbox: they move no money' : ''}`;
		},
		{ address, field: 'Base URL' },
	);
}
