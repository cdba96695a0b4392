export class CaseNotFound extends Error {
	constructor(readonly reference: string) {
		super(`There is no case ${reference}`);
		this.name = 'CaseNotFound';
	}
}

/** The case has moved on since a person looked at it. */
export class MovedOn extends Error {
	constructor(readonly reference: string) {
		super(`Return ${reference} has moved on since you looked at it`);
		this.name = 'MovedOn';
	}
}

/** Another return of the order has released a refund meanwhile: what was worked out beside it must be worked out anew. */
export class OutOfDate extends Error {
	constructor(readonly reference: string) {
		super(`Another return of the order of ${reference} has released a refund meanwhile`);
		this.name = 'OutOfDate';
	}
}

/** The store is not fit for this n8n: an operator must change something first. */
export class StoreUnusable extends Error {
	constructor(
		message: string,
		readonly advice: string,
	) {
		super(message);
		this.name = 'StoreUnusable';
	}
}

/** Steps cannot be handed over like this. */
export class HandOverRefused extends Error {
	constructor(
		message: string,
		readonly advice: string,
	) {
		super(message);
		this.name = 'HandOverRefused';
	}
}
