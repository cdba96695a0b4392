import { z } from 'zod';
import { EffectError } from '../../shared/model';

/** Odoo's JSON error. `debug` holds a whole traceback: it is never read, so that it cannot end up in an output. */
const OdooFault = z.object({ name: z.string(), message: z.string().catch('') });

const conflict = /psycopg2\.errors\.(SerializationFailure|DeadlockDetected|LockNotAvailable)/;
/** The database or the server was not there for a moment. What was asked may be done: the connection can break at the commit. */
const passing =
	/^psycopg2\.(OperationalError|InterfaceError|pool\.PoolError|errors\.(AdminShutdown|CrashShutdown|CannotConnectNow|TooManyConnections|QueryCanceled|InFailedSqlTransaction|IdleInTransactionSessionTimeout)$)|^odoo\.sql_db\.PoolError$|^odoo\.http\.SessionExpiredException$|^builtins\.MemoryError$/;
/** How Odoo stops a call that takes too long; its name says nothing. */
const tooLong = /^(CPU|real) time limit/i;
const apps =
	"Give the API key's user the groups Inventory / User and Invoicing / Invoicing, and access to the order's company. Exchanges and store credit need a group of Sales as well, refunds at the counter one of Point of Sale: the node's page names them.";

/**
 * What an answer of Odoo other than 200 means (docs/facts/odoo.md#what-an-answer-means).
 * `where` is `model.method`; `repeatable` says whether the same call may be sent again without doing its work twice.
 */
export function odooError(status: number, body: unknown, where: string, repeatable: boolean): EffectError {
	const parsed = OdooFault.safeParse(body);
	const { name, message } = parsed.success ? parsed.data : { name: undefined, message: '' };
	const fault = (text: string, category: EffectError['category'], advice: string, credentialRefused = false) =>
		new EffectError(text, {
			category,
			connection: 'odoo',
			httpStatus: status,
			code: name,
			advice,
			...(credentialRefused && { credentialRefused }),
		});
	if (status === 401)
		return fault(
			'Odoo refused the API key',
			'configuration',
			'Make a new API key in Odoo (Preferences > Account Security) and put it into the credential. Keys of ordinary users expire after 90 days.',
			true,
		);
	if (status === 403 && !name)
		return fault(
			`Odoo does not answer ${where}: what stands in front of it refused the call (403)`,
			'configuration',
			'Check Site URL in the Odoo credential, and that a proxy or firewall before Odoo lets calls from n8n through.',
			true,
		);
	if (status === 403)
		return fault(`Odoo does not let this user call ${where}`, 'configuration', accessAdvice(message), true);
	if (status === 404 && name === 'odoo.exceptions.MissingError')
		return fault(
			`${where}: the record is gone from Odoo`,
			'rejected',
			'Somebody deleted the document. Look at the order in Odoo.',
		);
	if (status === 404 && name)
		return fault(
			`This Odoo does not know ${where}`,
			'configuration',
			'Install the apps Sales, Inventory and Invoicing, and use Odoo 19 or later.',
		);
	if (status === 404)
		return fault(
			'There is no Odoo database at this address',
			'configuration',
			"Set Database Name in the Odoo credential exactly as in Odoo's database list, and check Site URL.",
			true,
		);
	if (status === 409)
		return fault(`Odoo was busy with another change (${where})`, 'retryable', 'Nothing to do: it is tried again.');
	if (status === 422 && name?.startsWith('odoo.exceptions.'))
		return fault(
			`Odoo refused ${where}: ${sentence(message)}`,
			'rejected',
			'Look at the document in Odoo, put right what it names, then replay the step.',
		);
	if (status >= 500 && name && conflict.test(name))
		return fault(`Odoo was busy with another change (${where})`, 'retryable', 'Nothing to do: it is tried again.');
	if (status === 408 || (status >= 500 && (!name || passing.test(name) || tooLong.test(message))))
		return fault(
			`Odoo answered ${status} to ${where}`,
			repeatable ? 'retryable' : 'unknown_outcome',
			'It is looked up and tried again. Look at the Odoo server when it goes on.',
		);
	return fault(
		`Odoo could not carry out ${where} (${name ?? status}): ${sentence(message)}`,
		'rejected',
		'This Odoo differs from what the node expects (version 19, standard apps). Report the text with your Odoo version.',
	);
}

/** What Odoo says of who may: names of groups and companies' rules, never of users or records. */
function accessAdvice(message: string): string {
	const listed = /following groups:\n((?:\s+- .+\n?)+)/.exec(message)?.[1] ?? '';
	const groups = [...listed.matchAll(/- (.+)/g), ...message.matchAll(/allowed for groups '?([^')\n]+)/g)].map(
		([, group]) => group.trim(),
	);
	if (groups.length)
		return `For this it needs one of these groups in Odoo: ${[...new Set(groups)].join(', ')}. For all that these nodes do: ${apps}`;
	if (/multi-company|compan(y|ies)/i.test(message))
		return "The record belongs to a company that the API key's user does not see. Add it to the user's Allowed Companies in Odoo (Settings, Users).";
	if (/top-secret|security restrictions|following rules/i.test(message))
		return "A record rule of Odoo keeps this record from the API key's user. Give the user a group that sees all documents, not only its own (e.g. Sales / User: All Documents).";
	return apps;
}

const Wizard = z.object({ type: z.literal('ir.actions.act_window'), target: z.literal('new'), res_model: z.string() });

/**
 * The window that Odoo would open to ask a person: the action is not finished (docs/facts/odoo.md#an-answer-can-be-a-question).
 * Undefined: it asks nothing.
 */
export function asksBack(answer: unknown): string | undefined {
	return Wizard.safeParse(answer).data?.res_model;
}

export function unfinished(where: string, wizard: string): EffectError {
	return new EffectError(`Odoo asks a person before it finishes ${where} (${wizard}); nothing was done`, {
		category: 'rejected',
		connection: 'odoo',
		code: wizard,
		advice:
			'Open the document in Odoo and press the button there: it shows what it asks. Answer it, or put right what it is about; then replay the step.',
	});
}

/**
 * Whether a `load` message means that another transaction was at the same record: the server does not try again by itself. It does try
 * the rows of a failed load once more one by one, and may then trip over what it has just taken back; `load` itself deletes nothing.
 */
export function isConflict(message: string): boolean {
	return /could not serialize access|deadlock detected|could not obtain lock|Another model is using the record you are trying to delete/i.test(
		message,
	);
}

/** Whether a `load` message means that the user may not do it: `load` answers 200 even then. */
export function isDenied(message: string): boolean {
	return /^You are not allowed to (access|create|modify|delete) |^Uh-oh! Looks like you have stumbled upon some top-secret records|^Due to security restrictions, |^You do not have enough rights to access the fields? /.test(
		message,
	);
}

/** Odoo's first line, cut: the rest of its messages is help for its own screens. */
export function sentence(message: string): string {
	const [line = ''] = message.trim().split('\n');
	return line.length > 240 ? `${line.slice(0, 237)}...` : line || 'no reason given';
}
