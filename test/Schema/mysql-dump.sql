-- What mysqldump writes, and changes behind it.
--
-- RUN: rowlock dump --schema  %s | FileCheck %s --match-full-lines

/*M!999999\- enable the sandbox mode */ 
-- MariaDB dump 10.19  Distrib 10.11
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
DROP TABLE IF EXISTS `users`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
CREATE TABLE `users` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `name` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '' COMMENT 'it''s \'the\' name; ok',
  `state` enum('a','b') DEFAULT 'a',
  `updated` timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  `full` varchar(20) GENERATED ALWAYS AS (concat(`name`,'x')) VIRTUAL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `name` (`name`),
  UNIQUE KEY `pre` (`full`(10),`state`),
  KEY `state` (`state`),
  CONSTRAINT `fk` FOREIGN KEY (`id`) REFERENCES `other` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8mb4;
LOCK TABLES `users` WRITE;
/*!40000 ALTER TABLE `users` DISABLE KEYS */;
INSERT INTO `users` VALUES (1,'O\'Brien; CREATE TABLE x (a int);','a'),(2,'\\','b');
/*!40000 ALTER TABLE `users` ENABLE KEYS */;
UNLOCK TABLES;
/*!50003 SET sql_mode              = '' */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER tr BEFORE INSERT ON users FOR EACH ROW BEGIN
  SET NEW.name = 'x'; INSERT INTO log VALUES (1);
END */;;
DELIMITER ;
/*!50001 CREATE VIEW `v` AS SELECT
 1 AS `a`*/;
/*!50001 DROP VIEW IF EXISTS `v`*/;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */
/*!50001 VIEW `v` AS select `users`.`id` AS `a` from `users` */;
ALTER TABLE users ADD COLUMN age INT NOT NULL DEFAULT 0 AFTER name, ADD UNIQUE INDEX by_age (age, id), DROP KEY name, CHANGE state status varchar(10) NOT NULL, MODIFY updated datetime FIRST;
RENAME TABLE users TO members;
CREATE UNIQUE INDEX i1 ON Members (status);

-- CHECK:      database mariadb
-- CHECK-NEXT: table members engine innodb  !{{.*}}:10
-- CHECK-NEXT:   updated datetime
-- CHECK-NEXT:   id int(10) unsigned not null numbered
-- CHECK-NEXT:   name varchar(255) not null default ''
-- CHECK-NEXT:   age INT not null default 0
-- CHECK-NEXT:   status varchar(10) not null
-- CHECK-NEXT:   full varchar(20) generated
-- CHECK-NEXT:   primary key (id)
-- CHECK-NEXT:   unique index pre (full, status) expression
-- CHECK-NEXT:   unique index by_age (age, id)
-- CHECK-NEXT:   unique index i1 (status)
-- CHECK-NEXT:   foreign key fk (id) to other (id) on delete CASCADE
-- CHECK-NEXT: view v
-- CHECK-NEXT: trigger tr on members
