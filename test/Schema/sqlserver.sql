-- SQL Server: GO, and statements without semicolons.
--
-- RUN: rowlock dump --schema  %s | FileCheck %s --match-full-lines

SET ANSI_NULLS ON
GO
CREATE TABLE [dbo].[Orders](
	[Id] [int] IDENTITY(1,1) NOT NULL,
	[Name] [nvarchar](max) NULL,
	[When] datetime2(7) NOT NULL CONSTRAINT DF_w DEFAULT (getdate()),
 CONSTRAINT [PK_Orders] PRIMARY KEY CLUSTERED 
(
	[Id] ASC
)WITH (PAD_INDEX = OFF) ON [PRIMARY]
) ON [PRIMARY]
GO
ALTER TABLE [dbo].[Orders] ADD CONSTRAINT UQ UNIQUE NONCLUSTERED ([Name])
ALTER TABLE [dbo].[Orders]  WITH CHECK ADD  CONSTRAINT [FK] FOREIGN KEY([Id])
REFERENCES [dbo].[B] ([Id])
GO
CREATE UNIQUE NONCLUSTERED INDEX IX ON dbo.Orders(Name) WHERE Name IS NOT NULL
GO
CREATE PROCEDURE p AS
BEGIN
  CREATE TABLE #t (a int);
  SELECT 1
END
GO
CREATE TABLE b (a int primary key)
CREATE TABLE c (a int unique, b int references b(a))
ALTER TABLE c ADD d int not null, e varchar(20)

-- CHECK:      database sqlserver
-- CHECK-NEXT: table dbo.orders  !{{.*}}:7
-- CHECK-NEXT:   id [int] not null numbered
-- CHECK-NEXT:   name [nvarchar](max)
-- CHECK-NEXT:   when datetime2(7) not null default (getdate())
-- CHECK-NEXT:   primary key pk_orders (id)
-- CHECK-NEXT:   unique uq (name) admits null
-- CHECK-NEXT:   unique index ix (name) where Name IS NOT NULL
-- CHECK-NEXT:   foreign key fk (id) to b (id)
-- CHECK-NEXT: table b  !{{.*}}:29
-- CHECK-NEXT:   a int not null
-- CHECK-NEXT:   primary key (a)
-- CHECK-NEXT: table c  !{{.*}}:30
-- CHECK-NEXT:   a int
-- CHECK-NEXT:   b int
-- CHECK-NEXT:   d int not null
-- CHECK-NEXT:   e varchar(20)
-- CHECK-NEXT:   unique (a) admits null
-- CHECK-NEXT:   foreign key (b) to b (a)
