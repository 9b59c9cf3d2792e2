// RUN: %check %s --checks=-*,rowlock-read-modify-write -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --checks=-*,rowlock-read-modify-write --
// Shift book of the quarry: everything is a string until it is used.
#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdlib>
#include <string>
#include <vector>

typedef std::vector<std::string> StringList;
typedef std::vector<StringList>  ResultSet;

enum { COL_PIT = 0, COL_TONS, COL_TRUCKS, COL_REMARK };
enum { EQ_ID = 0, EQ_HOURS, EQ_SERVICE };

class QuarryDb
{
public:
    explicit QuarryDb( const std::string& file )
        : m_db( file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE )
    {
        m_db.setBusyTimeout( 5000 );
    }

    ResultSet query( const std::string& sql, const StringList& params = StringList() )
    {
        ResultSet rs;
        SQLite::Statement st( m_db, sql );
        for ( size_t i = 0; i < params.size(); i++ )
            st.bind( (int)i + 1, params[i] );
        while ( st.executeStep() )
        {
            StringList row;
            for ( int c = 0; c < st.getColumnCount(); c++ )
                row.push_back( st.getColumn( c ).getString() );
            rs.push_back( row );
        }
        return rs;
    }

    int execute( const std::string& sql, const StringList& params = StringList() )
    {
        SQLite::Statement st( m_db, sql );
        for ( size_t i = 0; i < params.size(); i++ )
            st.bind( (int)i + 1, params[i] );
        return st.exec();
    }

    bool bookLoad( const std::string& pit, int day, double tons );
    bool bookEmptyRun( const std::string& pit, int day );
    void engineHours( const std::string& machine, long hours );
    void engineService( const std::string& machine, long interval );
    void planTomorrow( const std::string& pit, int day );

private:
    SQLite::Database m_db;
};

// A hazard.
bool QuarryDb::bookLoad( const std::string& pit, int day, double tons )
{
    ResultSet rs = query( "SELECT pit, tons, trucks, remark FROM shift WHERE pit = ? AND day = ?",
                          { pit, std::to_string( day ) } );
    if ( rs.empty() )
        return execute( "INSERT INTO shift(pit, day, tons, trucks) VALUES (?, ?, ?, 1)",
                        { pit, std::to_string( day ), std::to_string( tons ) } ) == 1;

    double sum    = atof( rs[0][COL_TONS].c_str() ) + tons;
    int    trucks = atoi( rs[0][COL_TRUCKS].c_str() ) + 1;
    return execute( "UPDATE shift SET tons = ?, trucks = ? WHERE pit = ? AND day = ?",
// CHECK-MESSAGES: :[[#@LINE-1]]:12: warning: a concurrent change to 'tons' and 'trucks' of 'shift' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
                    { std::to_string( sum ), std::to_string( trucks ), pit, std::to_string( day ) } ) == 1;
}

// Safe: statement adds.
bool QuarryDb::bookEmptyRun( const std::string& pit, int day )
{
    ResultSet rs = query( "SELECT pit, tons, trucks, remark FROM shift WHERE pit = ? AND day = ?",
                          { pit, std::to_string( day ) } );
    if ( rs.empty() )
        return false;
    return execute( "UPDATE shift SET trucks = trucks + 1 WHERE pit = ? AND day = ?", { rs[0][COL_PIT], std::to_string( day ) } ) == 1;
}

// A hazard.
void QuarryDb::engineHours( const std::string& machine, long hours )
{
    ResultSet rs = query( "SELECT id, hours, service_in FROM equipment WHERE id = ?", { machine } );
    for ( const StringList& row : rs )
    {
        long left = atol( row[EQ_SERVICE].c_str() ) - hours;
        execute( "UPDATE equipment SET service_in = ? WHERE id = ?", { std::to_string( left ), row[EQ_ID] } );
// CHECK-MESSAGES: :[[#@LINE-1]]:9: warning: a concurrent change to 'service_in' of 'equipment' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    }
}

// Safe: locked with EXCLUSIVE from before the query to the end.
void QuarryDb::engineService( const std::string& machine, long interval )
{
    execute( "BEGIN EXCLUSIVE" );
    ResultSet rs = query( "SELECT id, hours, service_in FROM equipment WHERE id = ?", { machine } );
    for ( const StringList& row : rs )
    {
        long left = atol( row[EQ_SERVICE].c_str() ) + interval;
        execute( "UPDATE equipment SET service_in = ? WHERE id = ?", { std::to_string( left ), row[EQ_ID] } );
    }
    execute( "COMMIT" );
}

// Safe: numbers of one day go to the row of another day.
void QuarryDb::planTomorrow( const std::string& pit, int day )
{
    ResultSet rs = query( "SELECT pit, tons, trucks, remark FROM shift WHERE pit = ? AND day = ?",
                          { pit, std::to_string( day ) } );
    if ( rs.size() != 1 )
        return;
    double plan = atof( rs[0][COL_TONS].c_str() ) * 1.05;
    execute( "UPDATE shift SET plan = ? WHERE pit = ? AND day = ?", { std::to_string( plan ), pit, std::to_string( day + 1 ) } );
}
