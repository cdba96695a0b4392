import { EffectError } from '../../shared/effect';
import type { Destination, Settings } from '../../shared/model';
import type { Domain, Odoo } from '../transport/odoo';
import { Journal, MethodLine, OperationType } from './answers';

type OdooSettings = Settings['odoo'];

/** A setting that Odoo needs and nobody made; names it, and where to make it. */
export function unset(setting: string, what: string): EffectError {
	return new EffectError(`It is not set ${what}`, {
		category: 'configuration', connection: 'odoo', field: `settings.odoo.${setting}`,
		advice: `Set odoo.${setting} with Return Case: Save Settings (the number in the address bar when you open it in Odoo).`,
	});
}

/** Operation type and location that returned goods are received with: as set, else the one operation type that says it is for returns. */
export async function receivingOf(odoo: Odoo, { returnOperationType, inspectionLocation }: OdooSettings): Promise<{ operationType: number; location: number }> {
	if (returnOperationType && inspectionLocation) return { operationType: returnOperationType, location: inspectionLocation };
	const domain: Domain = [['code', '=', 'incoming'], ...(returnOperationType ? [['id', '=', returnOperationType] as [string, string, unknown]] : [])];
	const types = await odoo.search('stock.picking.type', OperationType, domain);
	const fitting = returnOperationType ? types : inspectionLocation ? types.filter((type) => type.default_location_dest_id === inspectionLocation) : types.filter(({ name }) => /return/i.test(name));
	const [type, another] = fitting;
	if (!type || another) {
		throw inspectionLocation || returnOperationType ? unset('returnOperationType', 'which operation type receives returned goods') : unset('inspectionLocation', 'where returned goods are received; in WH/Stock they would be for sale at once');
	}
	const location = inspectionLocation ?? type.default_location_dest_id;
	if (!location) throw unset('inspectionLocation', 'where returned goods are received; in WH/Stock they would be for sale at once');
	return { operationType: type.id, location };
}

/** Operation type of transfers inside the warehouse: as set, else the company's only one. */
export async function internalTypeOf(odoo: Odoo, { internalOperationType }: OdooSettings): Promise<number> {
	if (internalOperationType) return internalOperationType;
	const [type, another] = await odoo.search('stock.picking.type', OperationType, [['code', '=', 'internal']]);
	if (!type || another) throw unset('internalOperationType', 'which operation type moves sorted goods');
	return type.id;
}

/** Where goods of a destination go. */
export function locationOf({ destinations }: OdooSettings, destination: Destination): number {
	const location = destinations[destination];
	if (!location) throw unset(`destinations.${destination}`, `where goods for "${destination}" go`);
	return location;
}

/** Journal and method that a refund payment is booked with: as set, else the company's only bank journal. */
export async function paymentMethodOf(odoo: Odoo, { paymentJournal }: OdooSettings): Promise<{ journal: number; methodLine: number }> {
	let journal = paymentJournal;
	if (!journal) {
		const [bank, another] = await odoo.search('account.journal', Journal, [['type', '=', 'bank']]);
		if (!bank || another) throw unset('paymentJournal', 'which journal refunds are paid from');
		journal = bank.id;
	}
	const lines = await odoo.search('account.payment.method.line', MethodLine, [['journal_id', '=', journal], ['payment_type', '=', 'outbound']]);
	const line = lines.find(({ code }) => code === 'manual') ?? lines[0];
	if (!line) throw new EffectError('The journal of refund payments has no outgoing payment method', { category: 'configuration', connection: 'odoo', field: 'settings.odoo.paymentJournal', advice: 'In Odoo, open the journal and add Manual Payment under Outgoing Payments, or set another odoo.paymentJournal.' });
	return { journal, methodLine: line.id };
}
