/** Who does something to the installation, and why. */
export interface By {
	actor: string;
	reason?: string;
}

/** Something that a person did; `subject`: the step, name, connection or brand it was done to. */
export interface OperatorAct {
	actor: string;
	action:
		| 'steps_replayed'
		| 'step_released'
		| 'steps_handed_over'
		| 'step_retired'
		| 'connection_paused'
		| 'connection_resumed'
		| 'settings_saved'
		| 'policy_saved'
		| 'policy_proposed'
		| 'policy_published'
		| 'alarm_closed'
		| 'message_dismissed'
		| 'messages_replayed'
		| 'drift_accepted'
		| 'erasure_asked';
	subject: string;
	reference?: string;
	details?: Record<string, unknown>;
}

export interface OperatorEntry extends OperatorAct {
	at: string;
}

/** What people did to the installation. */
export interface Operators {
	/** What people did to the installation, newest first. */
	log(options: { reference?: string; limit: number }): Promise<OperatorEntry[]>;
}
