import type { ICredentialDataDecryptedObject, IDataObject } from 'n8n-workflow';
import { connections, EffectError } from '../../shared/model';
import { nodeHttp } from '../../shared/effect';
import { addressOf, lookedAt, type OperationContext, type SetUpCheck } from '../../shared/operation';
import { carriers } from '../carriers';
import type { CarrierAccount } from '../carriers/account';
import { carrierOf, carriersWithCredential, type ChosenCarrier } from '../transport/carrierOf';

/** The Carrier Service that means: every one that the node has a credential of. */
export const all = 'all';

/** Looks at the carrier service that the node is set to, or at all that it has credentials of; of each a report for the desk. */
export async function checkCarriers(context: OperationContext): Promise<IDataObject[]> {
	if (context.param<string>('carrierService', all) !== all) return [await checkOne(context, await carrierOf(context))];
	const ids = carriersWithCredential(context);
	if (!ids.length)
		throw new EffectError('This node has no credential of a carrier service', {
			category: 'configuration',
			advice: 'Choose one in this node, or take the node out of the workflow.',
		});
	const reports: IDataObject[] = [];
	let failure: unknown;
	for (const id of ids) {
		try {
			reports.push(await checkOne(context, await carrierOf(context, id)));
		} catch (error) {
			// The others are looked at all the same; what is wrong with this one the desk shows.
			failure ??= error;
		}
	}
	if (failure) throw failure;
	return reports;
}

async function checkOne(context: OperationContext, { id, name, api }: ChosenCarrier): Promise<IDataObject> {
	const { testCredential, accounts, isForTests, exampleUrl } = carriers[id];
	return await lookedAt(context, id, name, async () => {
		const credential = await context.node.getCredentials<ICredentialDataDecryptedObject>(
			connections[id].credentials[0],
			context.itemIndex,
		);
		const address = () => addressOf(credential.baseUrl, 'Base URL', exampleUrl);
		// It signs by itself, as n8n's Test button has it.
		const said = await testCredential(nodeHttp(context.node, { connection: id }), credential, address);
		return [
			keyCheck(name, said, !!isForTests?.(credential)),
			...(accounts ? [accountsCheck(name, await accounts(api, credential))] : []),
		];
	});
}

function keyCheck(name: string, said: string, forTests: boolean): SetUpCheck {
	return {
		what: name,
		light: forTests ? 'look' : 'ok',
		is: `${said}.`,
		fix: forTests ? `For labels that can be used put a live key into the credential of ${name}.` : '',
	};
}

function accountsCheck(name: string, accounts: CarrierAccount[] | undefined): SetUpCheck {
	const what = 'Accounts at carriers';
	if (!accounts)
		return {
			what,
			light: 'look',
			is: 'Not told under a test key.',
			fix: `See at ${name} that a carrier of yours is connected.`,
		};
	const usable = accounts.filter(({ unusable }) => !unusable);
	const listed = [...new Set(accounts.map((one) => (one.unusable ? `${one.name} (${one.unusable})` : one.name)))].join(
		', ',
	);
	return {
		what,
		light: usable.length ? 'ok' : 'mend',
		is: listed ? `${listed}.` : 'None: no label can be bought.',
		fix: usable.length ? '' : `Connect a carrier that takes returns at ${name}, or switch it on there.`,
	};
}
