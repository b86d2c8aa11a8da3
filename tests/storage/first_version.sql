-- A database as the first version left it, after one run over three subtrees.
BEGIN TRANSACTION;
CREATE TABLE documents (
	id INTEGER NOT NULL, 
	workspace VARCHAR NOT NULL, 
	sha256 VARCHAR NOT NULL, 
	file_name TEXT NOT NULL, 
	bytes INTEGER NOT NULL, 
	selection JSON, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(workspace) REFERENCES workspaces (name)
);
INSERT INTO "documents" VALUES(1,'Fluglinie Ä','e0d74bb027334cf64681f6dddd7b254ed655977ff2d26185232068e9253da288','small.xml',463,'["/OrderViewRS/Response/Order","/OrderViewRS/Response/DataLists/PassengerList/Passenger"]','2026-11-24 03:39:41.625984');
CREATE TABLE node_facts (
	id INTEGER NOT NULL, 
	run_id INTEGER NOT NULL, 
	subtree_id INTEGER NOT NULL, 
	spec_version VARCHAR, 
	message_root VARCHAR NOT NULL, 
	section_path TEXT NOT NULL, 
	node_type VARCHAR NOT NULL, 
	node_ordinal INTEGER NOT NULL, 
	fact_json JSON NOT NULL, 
	pii_masked BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(run_id) REFERENCES runs (id), 
	UNIQUE (subtree_id), 
	FOREIGN KEY(subtree_id) REFERENCES subtrees (id)
);
INSERT INTO "node_facts" VALUES(1,1,1,'17.2','OrderViewRS','/OrderViewRS/Response/Order','Order',1,'{"structure":{"name":"Order","namespace":"http://www.iata.org/IATA/EDIST/2017.2","attributes":{"OrderID":"XB123","Owner":"XB"},"content":[{"name":"TotalOrderPrice","namespace":"http://www.iata.org/IATA/EDIST/2017.2","attributes":{"Code":"EUR"},"content":["210.50"]}]},"references":{"identifiers":[{"path":"/OrderViewRS/Response/Order/@OrderID","xpath":"/*[local-name()=''OrderViewRS''][1]/*[local-name()=''Response''][1]/*[local-name()=''Order''][1]/@OrderID","value":"XB123","duplicates":[],"referenced_by":0}],"references":[],"dangling":[],"duplicate_identifiers":[]},"profile":{"children":{"TotalOrderPrice":1},"elements":1,"attributes":3,"codes":{"TotalOrderPrice/@Code":{"EUR":1}}},"meaning":null}',0,'2026-11-24 03:39:41.653188');
INSERT INTO "node_facts" VALUES(2,1,2,'17.2','OrderViewRS','/OrderViewRS/Response/DataLists/PassengerList/Passenger','Passenger',1,'{"structure":{"name":"Passenger","namespace":"http://www.iata.org/IATA/EDIST/2017.2","attributes":{"PassengerID":"PAX1"},"content":[{"name":"PTC","namespace":"http://www.iata.org/IATA/EDIST/2017.2","attributes":{},"content":["ADT"]}]},"references":{"identifiers":[{"path":"/OrderViewRS/Response/DataLists/PassengerList/Passenger/@PassengerID","xpath":"/*[local-name()=''OrderViewRS''][1]/*[local-name()=''Response''][1]/*[local-name()=''DataLists''][1]/*[local-name()=''PassengerList''][1]/*[local-name()=''Passenger''][1]/@PassengerID","value":"PAX1","duplicates":[],"referenced_by":0}],"references":[],"dangling":[],"duplicate_identifiers":[]},"profile":{"children":{"PTC":1},"elements":1,"attributes":1,"codes":{"PTC":{"ADT":1}}},"meaning":null}',0,'2026-11-24 03:39:41.656057');
INSERT INTO "node_facts" VALUES(3,1,3,'17.2','OrderViewRS','/OrderViewRS/Response/DataLists/PassengerList/Passenger','Passenger',2,'{"structure":{"name":"Passenger","namespace":"http://www.iata.org/IATA/EDIST/2017.2","attributes":{"PassengerID":"PAX2"},"content":[{"name":"PTC","namespace":"http://www.iata.org/IATA/EDIST/2017.2","attributes":{},"content":["CHD"]}]},"references":{"identifiers":[{"path":"/OrderViewRS/Response/DataLists/PassengerList/Passenger/@PassengerID","xpath":"/*[local-name()=''OrderViewRS''][1]/*[local-name()=''Response''][1]/*[local-name()=''DataLists''][1]/*[local-name()=''PassengerList''][1]/*[local-name()=''Passenger''][2]/@PassengerID","value":"PAX2","duplicates":[],"referenced_by":0}],"references":[],"dangling":[],"duplicate_identifiers":[]},"profile":{"children":{"PTC":1},"elements":1,"attributes":1,"codes":{"PTC":{"CHD":1}}},"meaning":null}',0,'2026-11-24 03:39:41.657744');
CREATE TABLE runs (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	workspace VARCHAR NOT NULL, 
	document_id INTEGER NOT NULL, 
	status VARCHAR NOT NULL, 
	started_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	spec_version VARCHAR, 
	message_root VARCHAR NOT NULL, 
	airline_code VARCHAR, 
	airline_name VARCHAR, 
	selection JSON NOT NULL, 
	subtrees_total INTEGER NOT NULL, 
	subtrees_processed INTEGER NOT NULL, 
	node_facts_extracted INTEGER NOT NULL, 
	extractor VARCHAR NOT NULL, 
	provider VARCHAR NOT NULL, 
	model VARCHAR, 
	mode VARCHAR NOT NULL, 
	mode_reason TEXT NOT NULL, 
	workers INTEGER NOT NULL, 
	llm_calls INTEGER NOT NULL, 
	prompt_tokens INTEGER NOT NULL, 
	completion_tokens INTEGER NOT NULL, 
	error TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(workspace) REFERENCES workspaces (name), 
	FOREIGN KEY(document_id) REFERENCES documents (id)
);
INSERT INTO "runs" VALUES(1,'discovery','Fluglinie Ä',1,'completed','2026-11-24 03:39:41.629026','2026-11-24 03:39:41.661259','17.2','OrderViewRS','XB',NULL,'["/OrderViewRS/Response/Order","/OrderViewRS/Response/DataLists/PassengerList/Passenger"]',3,3,3,'structure','none',NULL,'sequential','Without a model there is no waiting that workers could share.',1,0,0,0,NULL);
CREATE TABLE subtrees (
	id INTEGER NOT NULL, 
	run_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	section_path TEXT NOT NULL, 
	node_key TEXT NOT NULL, 
	node_type VARCHAR NOT NULL, 
	node_ordinal INTEGER NOT NULL, 
	xpath TEXT NOT NULL, 
	source_line INTEGER NOT NULL, 
	status VARCHAR NOT NULL, 
	worker VARCHAR, 
	attempts INTEGER NOT NULL, 
	processing_time_ms DOUBLE, 
	facts_stored INTEGER NOT NULL, 
	confidence DOUBLE, 
	error TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(run_id) REFERENCES runs (id)
);
INSERT INTO "subtrees" VALUES(1,1,1,'/OrderViewRS/Response/Order','/OrderViewRS/Response/Order','Order',1,'/*[local-name()=''OrderViewRS''][1]/*[local-name()=''Response''][1]/*[local-name()=''Order''][1]',4,'success','Run-1',0,1.3,1,1.0,NULL);
INSERT INTO "subtrees" VALUES(2,1,2,'/OrderViewRS/Response/DataLists/PassengerList/Passenger','/OrderViewRS/Response/DataLists/PassengerList/Passenger','Passenger',1,'/*[local-name()=''OrderViewRS''][1]/*[local-name()=''Response''][1]/*[local-name()=''DataLists''][1]/*[local-name()=''PassengerList''][1]/*[local-name()=''Passenger''][1]',7,'success','Run-1',0,0.7,1,1.0,NULL);
INSERT INTO "subtrees" VALUES(3,1,3,'/OrderViewRS/Response/DataLists/PassengerList/Passenger','/OrderViewRS/Response/DataLists/PassengerList/Passenger','Passenger',2,'/*[local-name()=''OrderViewRS''][1]/*[local-name()=''Response''][1]/*[local-name()=''DataLists''][1]/*[local-name()=''PassengerList''][1]/*[local-name()=''Passenger''][2]',8,'success','Run-1',0,0.5,1,1.0,NULL);
CREATE TABLE workspaces (
	name VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "workspaces" VALUES('Fluglinie Ä','2026-11-24 03:39:41.621693');
CREATE UNIQUE INDEX one_document_a_workspace ON documents (workspace, sha256);
CREATE INDEX ix_runs_document_id ON runs (document_id);
CREATE INDEX ix_runs_workspace ON runs (workspace);
CREATE UNIQUE INDEX one_subtree_a_position ON subtrees (run_id, position);
CREATE INDEX ix_node_facts_run_id ON node_facts (run_id);
COMMIT;
