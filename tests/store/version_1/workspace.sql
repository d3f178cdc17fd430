PRAGMA application_id = 1414678849;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE decisions (
	seq INTEGER NOT NULL, 
	decision_id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	revokes VARCHAR NOT NULL, 
	item_id VARCHAR NOT NULL, 
	backlog_id VARCHAR NOT NULL, 
	verdict VARCHAR NOT NULL, 
	reason_code VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	model_id VARCHAR NOT NULL, 
	p_claim DOUBLE, 
	model_label VARCHAR NOT NULL, 
	lane VARCHAR NOT NULL, 
	why_shown VARCHAR NOT NULL, 
	score_visible BOOLEAN NOT NULL, 
	shown_at VARCHAR NOT NULL, 
	decided_at VARCHAR NOT NULL, 
	moderator VARCHAR NOT NULL, 
	app_version VARCHAR NOT NULL, 
	previous_hash VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	PRIMARY KEY (seq), 
	UNIQUE (decision_id), 
	FOREIGN KEY(backlog_id) REFERENCES imports (backlog_id)
);
INSERT INTO "decisions" VALUES(1,'00000000-0000-4000-8000-000000000000','verdict','','000','11111111-1111-4111-8111-111111111111','claim','satire','søgt “quoted”','base-1-3f9c2a',3.00000000000000044408e-01,'opinion','review','mid_confidence',0,'2026-11-21T08:00:00.000Z','2026-11-21T08:00:05.250Z','Ada','0.1.0','0000000000000000000000000000000000000000000000000000000000000000','0c66729166ebe488418dfd8b78e2a2941cc2e6e2de9e44de212bf82989713acd');
INSERT INTO "decisions" VALUES(2,'00000001-0000-4000-8000-000000000000','verdict','','001','11111111-1111-4111-8111-111111111111','claim','','søgt “quoted”','base-1-3f9c2a',3.00000000000000044408e-01,'opinion','review','mid_confidence',0,'2026-11-21T08:00:00.000Z','2026-11-21T08:00:05.250Z','Ada','0.1.0','0c66729166ebe488418dfd8b78e2a2941cc2e6e2de9e44de212bf82989713acd','4c64b3b5d8ce4f57f3e0c238a83ff5d6f14b4ad1fcd70fce2ef0a221a6d65498');
INSERT INTO "decisions" VALUES(3,'00000002-0000-4000-8000-000000000000','verdict','','002','11111111-1111-4111-8111-111111111111','claim','','søgt “quoted”','base-1-3f9c2a',3.00000000000000044408e-01,'opinion','review','mid_confidence',0,'2026-11-21T08:00:00.000Z','2026-11-21T08:00:05.250Z','Ada','0.1.0','4c64b3b5d8ce4f57f3e0c238a83ff5d6f14b4ad1fcd70fce2ef0a221a6d65498','b5e1723a25c9da17d07ab6fe7cc40506222cd305bc07d9892620e4e2a29ba333');
INSERT INTO "decisions" VALUES(4,'00000003-0000-4000-8000-000000000000','revocation','00000000-0000-4000-8000-000000000000','000','11111111-1111-4111-8111-111111111111','claim','','','base-1-3f9c2a',NULL,'opinion','review','mid_confidence',0,'2026-11-21T08:00:00.000Z','2026-11-21T08:00:05.250Z','Ada','0.1.0','b5e1723a25c9da17d07ab6fe7cc40506222cd305bc07d9892620e4e2a29ba333','5354b048d438c6e21d8ba069df728fcc3c13ec575568325ebe7f37074b20c940');
INSERT INTO "decisions" VALUES(5,'00000004-0000-4000-8000-000000000000','verdict','','000','11111111-1111-4111-8111-111111111111','opinion','','','base-1-3f9c2a',3.00000000000000044408e-01,'opinion','review','mid_confidence',0,'2026-11-21T08:00:00.000Z','2026-11-21T08:00:05.250Z','Ada','0.1.0','5354b048d438c6e21d8ba069df728fcc3c13ec575568325ebe7f37074b20c940','2c1b8b211122ec85b4b091d4ad9abef523ad2f3322a9b84eb650117e8bc463ed');
CREATE TABLE events (
	seq INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	payload VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	moderator VARCHAR NOT NULL, 
	previous_hash VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	PRIMARY KEY (seq)
);
INSERT INTO "events" VALUES(1,'exported','{}','2026-11-21T09:00:00.000Z','Ada','0000000000000000000000000000000000000000000000000000000000000000','d22b70edbea0dadb32a701501ace558b2fb1ef662ddaa29ea13c821a15af2354');
INSERT INTO "events" VALUES(2,'routing_set','{}','2026-11-21T09:00:00.000Z','Ada','d22b70edbea0dadb32a701501ace558b2fb1ef662ddaa29ea13c821a15af2354','2e7373386737c14e7bca8b430d768a79c1c812a49f7d14a76c25782a4858c4c1');
CREATE TABLE heads (
	log VARCHAR NOT NULL, 
	records INTEGER NOT NULL, 
	hash VARCHAR NOT NULL, 
	PRIMARY KEY (log)
);
INSERT INTO "heads" VALUES('imports',1,'a59ef0ead7e0c0ad169b1ac80af5d725d13f676ef40c974697b9dc25f242b3b4');
INSERT INTO "heads" VALUES('score_sets',1,'25cea40025817fa8f096c8085882392acce7bb21d7776831a12314ac788ed64b');
INSERT INTO "heads" VALUES('decisions',5,'2c1b8b211122ec85b4b091d4ad9abef523ad2f3322a9b84eb650117e8bc463ed');
INSERT INTO "heads" VALUES('events',2,'2e7373386737c14e7bca8b430d768a79c1c812a49f7d14a76c25782a4858c4c1');
INSERT INTO "heads" VALUES('settings',1,'e1c8f5cad8d22ceb4f146910668551c37f041082bbcd3f8607acd14865e11cc5');
CREATE TABLE imports (
	seq INTEGER NOT NULL, 
	backlog_id VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	source_sha256 VARCHAR NOT NULL, 
	source_path VARCHAR NOT NULL, 
	imported_at VARCHAR NOT NULL, 
	moderator VARCHAR NOT NULL, 
	rows_read INTEGER NOT NULL, 
	accepted INTEGER NOT NULL, 
	quarantined INTEGER NOT NULL, 
	duplicates INTEGER NOT NULL, 
	added INTEGER NOT NULL, 
	notes VARCHAR NOT NULL, 
	report_file VARCHAR NOT NULL, 
	report_sha256 VARCHAR NOT NULL, 
	snapshot_file VARCHAR NOT NULL, 
	snapshot_sha256 VARCHAR NOT NULL, 
	previous_hash VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	PRIMARY KEY (seq), 
	UNIQUE (backlog_id)
);
INSERT INTO "imports" VALUES(1,'11111111-1111-4111-8111-111111111111','week.csv','abababababababababababababababababababababababababababababababab','/reports/week.csv','2026-11-21T07:00:00.000Z','Ada',5,3,1,1,3,'["Read as UTF-8."]','reports/11111111-1111-4111-8111-111111111111.csv','daa6ff380833a75f92e065efa65f5d1c6c7cca3fb5f356dbe8bf2b26622b580d','snapshots/11111111-1111-4111-8111-111111111111.parquet','dbbc1f83f4a5311ea6ff2f6ad7e6e4ac611fb5b078e2eb4271710607e534b5d1','0000000000000000000000000000000000000000000000000000000000000000','a59ef0ead7e0c0ad169b1ac80af5d725d13f676ef40c974697b9dc25f242b3b4');
CREATE TABLE score_sets (
	seq INTEGER NOT NULL, 
	backlog_id VARCHAR NOT NULL, 
	model_id VARCHAR NOT NULL, 
	made_at VARCHAR NOT NULL, 
	rows INTEGER NOT NULL, 
	file VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	previous_hash VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	PRIMARY KEY (seq), 
	FOREIGN KEY(backlog_id) REFERENCES imports (backlog_id)
);
INSERT INTO "score_sets" VALUES(1,'11111111-1111-4111-8111-111111111111','base-1-3f9c2a','2026-11-21T07:00:00.000Z',3,'scores/11111111-1111-4111-8111-111111111111-base-1-3f9c2a.parquet','d13e4da6ce40b85abde17e837582a75da25870faca60cb74971685ceac6b7799','0000000000000000000000000000000000000000000000000000000000000000','25cea40025817fa8f096c8085882392acce7bb21d7776831a12314ac788ed64b');
CREATE TABLE settings (
	seq INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	set_at VARCHAR NOT NULL, 
	moderator VARCHAR NOT NULL, 
	previous_hash VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	PRIMARY KEY (seq)
);
INSERT INTO "settings" VALUES(1,'routing','{"low": 0.2}','2026-11-21T09:00:00.000Z','Ada','0000000000000000000000000000000000000000000000000000000000000000','e1c8f5cad8d22ceb4f146910668551c37f041082bbcd3f8607acd14865e11cc5');
CREATE TABLE workspace (
	id INTEGER NOT NULL, 
	workspace_id VARCHAR NOT NULL, 
	created_at VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT workspace_is_one_row CHECK (id = 1)
);
INSERT INTO "workspace" VALUES(1,'238b6d28-4ffd-4e4b-8a40-e25e0d951771','2026-11-21T09:18:07.833+00:00');
CREATE INDEX settings_by_key ON settings ("key");
CREATE INDEX score_sets_by_backlog ON score_sets (backlog_id);
CREATE TRIGGER workspace_no_update BEFORE UPDATE ON workspace BEGIN SELECT RAISE(ABORT, 'workspace only grows'); END;
CREATE TRIGGER workspace_no_delete BEFORE DELETE ON workspace BEGIN SELECT RAISE(ABORT, 'workspace only grows'); END;
CREATE TRIGGER imports_no_update BEFORE UPDATE ON imports BEGIN SELECT RAISE(ABORT, 'imports only grows'); END;
CREATE TRIGGER imports_no_delete BEFORE DELETE ON imports BEGIN SELECT RAISE(ABORT, 'imports only grows'); END;
CREATE TRIGGER score_sets_no_update BEFORE UPDATE ON score_sets BEGIN SELECT RAISE(ABORT, 'score_sets only grows'); END;
CREATE TRIGGER score_sets_no_delete BEFORE DELETE ON score_sets BEGIN SELECT RAISE(ABORT, 'score_sets only grows'); END;
CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions only grows'); END;
CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions only grows'); END;
CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events only grows'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events only grows'); END;
CREATE TRIGGER settings_no_update BEFORE UPDATE ON settings BEGIN SELECT RAISE(ABORT, 'settings only grows'); END;
CREATE TRIGGER settings_no_delete BEFORE DELETE ON settings BEGIN SELECT RAISE(ABORT, 'settings only grows'); END;
CREATE TRIGGER imports_in_order BEFORE INSERT ON imports WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM imports) BEGIN SELECT RAISE(ABORT, 'imports only grows at its end'); END;
CREATE TRIGGER score_sets_in_order BEFORE INSERT ON score_sets WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM score_sets) BEGIN SELECT RAISE(ABORT, 'score_sets only grows at its end'); END;
CREATE TRIGGER decisions_in_order BEFORE INSERT ON decisions WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM decisions) BEGIN SELECT RAISE(ABORT, 'decisions only grows at its end'); END;
CREATE TRIGGER events_in_order BEFORE INSERT ON events WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM events) BEGIN SELECT RAISE(ABORT, 'events only grows at its end'); END;
CREATE TRIGGER settings_in_order BEFORE INSERT ON settings WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM settings) BEGIN SELECT RAISE(ABORT, 'settings only grows at its end'); END;
COMMIT;
