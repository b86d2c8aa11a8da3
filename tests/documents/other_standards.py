"""Small messages of other standards, shaped as their public schemas say; all values are made up.

With each the sections that an analyst would tick first, by the last steps of their paths.
"""

_OTA = 'xmlns="http://www.opentravel.org/OTA/2003/05"'
_SEGMENT = """<FlightSegment DepartureDateTime="2024-05-0{n}T10:00:00" FlightNumber="10{n}"
  RPH="{n}"
  ResBookDesigCode="Y" Status="30"><DepartureAirport LocationCode="FRA"/>
  <ArrivalAirport LocationCode="HEL"/><OperatingAirline Code="LH"/><Equipment AirEquipType="320"/>
  <MarketingAirline Code="LH"/><BookingClassAvails><BookingClassAvail ResBookDesigCode="Y"/>
  </BookingClassAvails></FlightSegment>"""
_TOTAL = """<ItinTotalFare><BaseFare Amount="100.00" CurrencyCode="EUR"/><Taxes>
  <Tax TaxCode="YQ" Amount="20.00"/><Tax TaxCode="DE" Amount="5.00"/></Taxes>
  <TotalFare Amount="125.00" CurrencyCode="EUR"/></ItinTotalFare>"""
_BREAKDOWN = """<PTC_FareBreakdowns><PTC_FareBreakdown PricingSource="Published">
  <PassengerTypeQuantity Code="ADT" Quantity="1"/><FareBasisCodes><FareBasisCode>YOW</FareBasisCode>
  </FareBasisCodes><PassengerFare><BaseFare Amount="100.00"/><Taxes><Tax TaxCode="YQ" Amount="20"/>
  </Taxes><FareBaggageAllowance UnitOfMeasureQuantity="1"/></PassengerFare></PTC_FareBreakdown>
  </PTC_FareBreakdowns>"""

OTA_SEARCH = f"""<OTA_AirLowFareSearchRS {_OTA} Version="2.001" TransactionIdentifier="T">
  <Success/><Warnings><Warning Type="1" Code="2">x</Warning></Warnings><PricedItineraries>
  <PricedItinerary SequenceNumber="1"><AirItinerary DirectionInd="Return">
  <OriginDestinationOptions><OriginDestinationOption>{_SEGMENT.format(n=1)}
  </OriginDestinationOption><OriginDestinationOption>{_SEGMENT.format(n=2)}
  </OriginDestinationOption></OriginDestinationOptions></AirItinerary>
  <AirItineraryPricingInfo PricingSource="Published">{_TOTAL}{_BREAKDOWN}<FareInfos>
  <FareInfo><FareReference>Y</FareReference><DepartureAirport LocationCode="FRA"/></FareInfo>
  </FareInfos></AirItineraryPricingInfo><Notes>Non-refundable</Notes>
  <TicketingInfo TicketTimeLimit="2024-04-01T00:00:00" TicketType="eTicket"/></PricedItinerary>
  </PricedItineraries></OTA_AirLowFareSearchRS>"""

OTA_BOOK = f"""<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
  <OTA_AirBookRS {_OTA} Version="2.001"><Success/><AirReservation
  CreateDateTime="2024-04-01T00:00:00">
  <AirItinerary DirectionInd="OneWay"><OriginDestinationOptions><OriginDestinationOption>
  {_SEGMENT.format(n=1)}</OriginDestinationOption></OriginDestinationOptions></AirItinerary>
  <PriceInfo>{_TOTAL}{_BREAKDOWN}</PriceInfo>
  <TravelerInfo><AirTraveler BirthDate="1980-01-01" PassengerTypeCode="ADT" Gender="Female">
  <PersonName><GivenName>A</GivenName><Surname>B</Surname></PersonName>
  <Telephone PhoneNumber="1"/><Email>x@example.org</Email><Document DocID="1" DocType="2"/>
  <TravelerRefNumber RPH="1"/></AirTraveler><SpecialReqDetails><SeatRequests>
  <SeatRequest SeatNumber="12A" TravelerRefNumberRPHList="1" FlightRefNumberRPHList="1"/>
  </SeatRequests><SpecialServiceRequests><SpecialServiceRequest SSRCode="WCHR"
  TravelerRefNumberRPHList="1"><Airline Code="LH"/><Text>x</Text></SpecialServiceRequest>
  </SpecialServiceRequests><Remarks><Remark>VIP</Remark></Remarks></SpecialReqDetails>
  </TravelerInfo>
  <Fulfillment><PaymentDetails><PaymentDetail PaymentType="5"><PaymentCard CardCode="VI"
  ExpireDate="0130"/><PaymentAmount Amount="125.00" CurrencyCode="EUR"/></PaymentDetail>
  </PaymentDetails></Fulfillment><Ticketing TicketTimeLimit="2024-04-02T00:00:00"
  TicketType="eTicket"
  TravelerRefNumber="1"><TicketDocumentNbr>2200000000001</TicketDocumentNbr></Ticketing>
  <BookingReferenceID ID="ABC123" Type="14"><CompanyName Code="LH"/></BookingReferenceID>
  </AirReservation></OTA_AirBookRS></s:Body></s:Envelope>"""

OTA_SEATS = f"""<OTA_AirSeatMapRS {_OTA} Version="1.0"><Success/><SeatMapResponses><SeatMapResponse>
  <FlightSegmentInfo DepartureDateTime="2024-05-01T10:00:00" FlightNumber="100"><DepartureAirport
  LocationCode="FRA"/><MarketingAirline Code="LH"/></FlightSegmentInfo><SeatMapDetails><CabinClass
  Layout="AB CD" UpperDeckInd="false"><RowInfo CabinType="Economy" RowNumber="12"><SeatInfo
  BlockedInd="false"><Summary SeatNumber="A" AvailableInd="true"/><Features>Window</Features>
  </SeatInfo>
  </RowInfo></CabinClass></SeatMapDetails></SeatMapResponse></SeatMapResponses>
  </OTA_AirSeatMapRS>"""

OTA_SEARCH_REQUEST = f"""<OTA_AirLowFareSearchRQ {_OTA} Version="2.001"><POS><Source><RequestorID
  ID="1"
  Type="5"/></Source></POS><OriginDestinationInformation RPH="1">
  <DepartureDateTime>2024-05-01T00:00:00
  </DepartureDateTime><OriginLocation LocationCode="FRA"/><DestinationLocation LocationCode="HEL"/>
  </OriginDestinationInformation><TravelPreferences MaxStopsQuantity="1"><VendorPref Code="LH"
  PreferLevel="Only"/><CabinPref Cabin="Economy" PreferLevel="Only"/></TravelPreferences>
  <TravelerInfoSummary><SeatsRequested>1</SeatsRequested><AirTravelerAvail><PassengerTypeQuantity
  Code="ADT"
  Quantity="1"/></AirTravelerAvail><PriceRequestInformation CurrencyCode="EUR"
  PricingSource="Both"/>
  </TravelerInfoSummary></OTA_AirLowFareSearchRQ>"""

_AMADEUS_FLIGHT = """<itineraryInfo><elementManagementItinerary><reference><qualifier>ST</qualifier>
  <number>{n}</number></reference><segmentName>AIR</segmentName></elementManagementItinerary>
  <travelProduct><product><depDate>010524</depDate></product><boardpointDetail>
  <cityCode>CDG</cityCode>
  </boardpointDetail><offpointDetail><cityCode>HEL</cityCode></offpointDetail><companyDetail>
  <identification>AF</identification></companyDetail></travelProduct><relatedProduct>
  <quantity>1</quantity>
  <status>HK</status></relatedProduct></itineraryInfo>"""
_AMADEUS_ELEMENT = """<dataElementsIndiv><elementManagementData><reference><qualifier>OT</qualifier>
  <number>{n}</number></reference><segmentName>{kind}</segmentName></elementManagementData>{inside}
  <referenceForDataElement><reference><qualifier>PT</qualifier><number>2</number></reference>
  </referenceForDataElement></dataElementsIndiv>"""

_SSR = "<serviceRequest><ssr><type>FQTV</type></ssr></serviceRequest>"
_AP = "<otherDataFreetext><longFreetext>1</longFreetext></otherDataFreetext>"
_FP = "<otherDataFreetext><longFreetext>CASH</longFreetext></otherDataFreetext>"

AMADEUS_PNR = f"""<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>
  <PNR_Reply xmlns="http://xml.amadeus.com/PNRACC_21_1_1A"><pnrHeader><reservationInfo><reservation>
  <companyId>1A</companyId><controlNumber>ABC123</controlNumber></reservation></reservationInfo>
  </pnrHeader><securityInformation><responsibilityInformation><officeId>PAR1A0</officeId>
  </responsibilityInformation></securityInformation><freetextData><freetextDetail><type>P12</type>
  </freetextDetail><longFreetext>RP/PAR1A0</longFreetext></freetextData><sbrPOSDetails>
  <sbrUserIdentificationOwn><originIdentification><inHouseIdentification1>1</inHouseIdentification1>
  </originIdentification></sbrUserIdentificationOwn></sbrPOSDetails><technicalData>
  <enveloppeNumberData><sequenceDetails><number>1</number></sequenceDetails></enveloppeNumberData>
  </technicalData><travellerInfo><elementManagementPassenger><reference><qualifier>PT</qualifier>
  <number>2</number></reference><segmentName>NM</segmentName></elementManagementPassenger>
  <passengerData><travellerInformation><traveller><surname>DOE</surname><quantity>1</quantity>
  </traveller>
  <passenger><firstName>A</firstName><type>ADT</type></passenger></travellerInformation>
  </passengerData>
  </travellerInfo><originDestinationDetails><originDestination/>{_AMADEUS_FLIGHT.format(n=1)}
  {_AMADEUS_FLIGHT.format(n=2)}</originDestinationDetails><dataElementsMaster><marker2/>
  {_AMADEUS_ELEMENT.format(n=5, kind="SSR", inside=_SSR)}
  {_AMADEUS_ELEMENT.format(n=6, kind="AP", inside=_AP)}
  {_AMADEUS_ELEMENT.format(n=7, kind="FP", inside=_FP)}
  </dataElementsMaster><tstData><tstGeneralInformation><generalInformation><tstReferenceNumber>1
  </tstReferenceNumber></generalInformation></tstGeneralInformation><fareData><monetaryInfo>
  <qualifier>T
  </qualifier><amount>125.00</amount><currencyCode>EUR</currencyCode></monetaryInfo></fareData>
  </tstData>
  </PNR_Reply></soap:Body></soap:Envelope>"""

AMADEUS_SEARCH = """<Fare_MasterPricerTravelBoardSearchReply
  xmlns="http://xml.amadeus.com/FMPTBR_14_3_1A">
  <replyStatus><status><advisoryTypeInfo>FQX</advisoryTypeInfo></status></replyStatus>
  <conversionRate><conversionRateDetail><currency>EUR</currency></conversionRateDetail>
  </conversionRate>
  <flightIndex><requestedSegmentRef><segRef>1</segRef></requestedSegmentRef><groupOfFlights>
  <propFlightGrDetail><flightProposal><ref>1</ref></flightProposal><flightProposal><ref>0245</ref>
  <unitQualifier>EFT</unitQualifier></flightProposal></propFlightGrDetail><flightDetails>
  <flightInformation><productDateTime><dateOfDeparture>010524</dateOfDeparture></productDateTime>
  <location><locationId>CDG</locationId></location><location><locationId>HEL</locationId></location>
  <companyId><marketingCarrier>AF</marketingCarrier></companyId></flightInformation></flightDetails>
  </groupOfFlights></flightIndex><recommendation><itemNumber><itemNumberId><number>1</number>
  </itemNumberId></itemNumber><recPriceInfo><monetaryDetail><amount>125.00</amount></monetaryDetail>
  </recPriceInfo><segmentFlightRef><referencingDetail><refQualifier>S</refQualifier>
  <refNumber>1</refNumber>
  </referencingDetail></segmentFlightRef><paxFareProduct><paxFareDetail><paxFareNum>1</paxFareNum>
  <totalFareAmount>125.00</totalFareAmount></paxFareDetail><paxReference><ptc>ADT</ptc><traveller>
  <ref>1</ref></traveller></paxReference><fareDetails><segmentRef><segRef>1</segRef></segmentRef>
  </fareDetails></paxFareProduct></recommendation><serviceFeesGrp><serviceTypeInfo>
  <carrierFeeDetails><type>FBA</type></carrierFeeDetails></serviceTypeInfo><freeBagAllowanceGrp>
  <freeBagAllownceInfo><baggageDetails><freeAllowance>1</freeAllowance>
  <quantityCode>N</quantityCode>
  </baggageDetails></freeBagAllownceInfo></freeBagAllowanceGrp></serviceFeesGrp>
  </Fare_MasterPricerTravelBoardSearchReply>"""

AMADEUS_PRICE = """<Fare_PricePNRWithBookingClassReply
  xmlns="http://xml.amadeus.com/TPCBRR_14_1_1A">
  <fareList><pricingInformation><tstInformation><tstIndicator>1</tstIndicator></tstInformation>
  </pricingInformation><fareReference><referenceType>TST</referenceType>
  <uniqueReference>1</uniqueReference>
  </fareReference><lastTktDate><businessSemantic>LT</businessSemantic><dateTime><year>2024</year>
  </dateTime>
  </lastTktDate><validatingCarrier><carrierInformation><carrierCode>AF</carrierCode>
  </carrierInformation>
  </validatingCarrier><paxSegReference><refDetails><refQualifier>PA</refQualifier>
  <refNumber>1</refNumber>
  </refDetails></paxSegReference><fareDataInformation><fareDataMainInformation><fareDataQualifier>F
  </fareDataQualifier></fareDataMainInformation><fareDataSupInformation><fareDataQualifier>712
  </fareDataQualifier><fareAmount>125.00</fareAmount><fareCurrency>EUR</fareCurrency>
  </fareDataSupInformation>
  </fareDataInformation><taxInformation><taxDetails><taxQualifier>7</taxQualifier><taxType>
  <isoCountry>YQ
  </isoCountry></taxType></taxDetails><amountDetails><fareDataMainInformation>
  <fareAmount>20.00</fareAmount>
  </fareDataMainInformation></amountDetails></taxInformation><segmentInformation><connexInformation>
  <connecDetails><routingInformation>O</routingInformation></connecDetails></connexInformation>
  <segDetails>
  <segmentDetail><identification>3</identification><classOfService>Y</classOfService>
  </segmentDetail>
  </segDetails><bagAllowanceInformation><bagAllowanceDetails><baggageQuantity>1</baggageQuantity>
  </bagAllowanceDetails></bagAllowanceInformation></segmentInformation><otherPricingInfo>
  <attributeDetails>
  <attributeType>FCA</attributeType><attributeDescription>x</attributeDescription>
  </attributeDetails>
  </otherPricingInfo></fareList></Fare_PricePNRWithBookingClassReply>"""

AMADEUS_REQUEST = """<PNR_AddMultiElements xmlns="http://xml.amadeus.com/PNRADD_21_1_1A">
  <pnrActions>
  <optionCode>0</optionCode></pnrActions><travellerInfo><elementManagementPassenger><reference>
  <qualifier>PR
  </qualifier><number>1</number></reference><segmentName>NM</segmentName>
  </elementManagementPassenger>
  <passengerData><travellerInformation><traveller><surname>DOE</surname></traveller>
  </travellerInformation>
  </passengerData></travellerInfo><originDestinationDetails><originDestination><origin>CDG</origin>
  </originDestination><itineraryInfo><elementManagementItinerary><reference>
  <qualifier>SR</qualifier>
  <number>1</number></reference></elementManagementItinerary><airAuxItinerary><travelProduct>
  <product>
  <depDate>010524</depDate></product><company><identification>AF</identification></company>
  </travelProduct>
  </airAuxItinerary></itineraryInfo></originDestinationDetails><dataElementsMaster><marker1/>
  <dataElementsIndiv><elementManagementData><segmentName>RM</segmentName></elementManagementData>
  <miscellaneousRemark><remarks><type>RM</type><freetext>x</freetext></remarks>
  </miscellaneousRemark>
  </dataElementsIndiv></dataElementsMaster></PNR_AddMultiElements>"""

_TP_AIR = 'xmlns:air="http://www.travelport.com/schema/air_v51_0"'
_TP_COMMON = 'xmlns:common="http://www.travelport.com/schema/common_v51_0"'
_TP_PRICING = """<air:AirPricingInfo Key="I1" TotalPrice="EUR125.00" BasePrice="EUR100.00"
  PlatingCarrier="LH"><air:FareInfo Key="F1" FareBasis="YOW" PassengerTypeCode="ADT" Origin="FRA">
  <air:BaggageAllowance><air:NumberOfPieces>1</air:NumberOfPieces></air:BaggageAllowance>
  </air:FareInfo>
  <air:BookingInfo BookingCode="Y" FareInfoRef="F1" SegmentRef="S1"/><air:TaxInfo Category="YQ"
  Amount="EUR20.00"/><air:FareCalc>FRA LH HEL</air:FareCalc><air:PassengerType Code="ADT"/>
  <air:BaggageAllowances><air:BaggageAllowanceInfo TravelerType="ADT" Origin="FRA"><air:TextInfo>
  <air:Text>1P</air:Text></air:TextInfo></air:BaggageAllowanceInfo></air:BaggageAllowances>
  </air:AirPricingInfo>"""

TRAVELPORT_RECORD = f"""<SOAP:Envelope xmlns:SOAP="http://schemas.xmlsoap.org/soap/envelope/">
  <SOAP:Body>
  <universal:UniversalRecordRetrieveRsp
  xmlns:universal="http://www.travelport.com/schema/universal_v51_0"
  {_TP_AIR} {_TP_COMMON} TransactionId="1" ResponseTime="1"><universal:UniversalRecord
  LocatorCode="U1"
  Version="0" Status="Active"><common:BookingTraveler Key="T1" TravelerType="ADT" Gender="F">
  <common:BookingTravelerName Prefix="MS" First="A" Last="B"/><common:PhoneNumber Key="P1"
  Number="1"/>
  <common:Email EmailID="x@example.org"/><common:SSR Key="R1" Type="DOCS" FreeText="P/FI"
  Carrier="LH"/>
  </common:BookingTraveler><common:ActionStatus Key="A1" Type="ACTIVE" TicketDate="T*"/>
  <universal:ProviderReservationInfo Key="PR1" ProviderCode="1G" LocatorCode="ABC123"
  CreateDate="2024-04-01"><universal:ReservationName><common:NameOverride First="A" Last="B"/>
  </universal:ReservationName></universal:ProviderReservationInfo><air:AirReservation
  LocatorCode="A1"
  CreateDate="2024-04-01"><common:SupplierLocator SupplierCode="LH" SupplierLocatorCode="X1"/>
  <common:BookingTravelerRef Key="T1"/><common:ProviderReservationInfoRef Key="PR1"/>
  <air:AirSegment Key="S1" Group="0" Carrier="LH" FlightNumber="100" Origin="FRA" Destination="HEL"
  Status="HK"><air:FlightDetails Key="D1" Origin="FRA" Destination="HEL"/>
  </air:AirSegment>{_TP_PRICING}
  <air:DocumentInfo><air:TicketInfo Number="2200000000001" BookingTravelerRef="T1"><common:Name
  First="A"/>
  </air:TicketInfo></air:DocumentInfo><common:GeneralRemark Key="G1" TypeInGds="Basic">
  <common:RemarkData>VIP
  </common:RemarkData></common:GeneralRemark><common:FormOfPayment Key="FP1" Type="Cash"/>
  <common:Payment Key="PA1" Type="Itinerary" FormOfPaymentRef="FP1" Amount="EUR125.00"/>
  </air:AirReservation></universal:UniversalRecord></universal:UniversalRecordRetrieveRsp>
  </SOAP:Body>
  </SOAP:Envelope>"""

TRAVELPORT_SEARCH = f"""<air:LowFareSearchRsp {_TP_AIR} {_TP_COMMON} TransactionId="1"
  CurrencyType="EUR"><common:ResponseMessage Code="1" Type="Info">x</common:ResponseMessage>
  <air:FlightDetailsList><air:FlightDetails Key="D1" Origin="FRA" Destination="HEL"/>
  </air:FlightDetailsList><air:AirSegmentList><air:AirSegment Key="S1" Carrier="LH"
  FlightNumber="100">
  <air:FlightDetailsRef Key="D1"/></air:AirSegment></air:AirSegmentList><air:FareInfoList>
  <air:FareInfo
  Key="F1" FareBasis="YOW"><air:BaggageAllowance><air:NumberOfPieces>1</air:NumberOfPieces>
  </air:BaggageAllowance></air:FareInfo></air:FareInfoList><air:RouteList><air:Route Key="R1">
  <air:Leg Key="L1" Group="0" Origin="FRA" Destination="HEL"/></air:Route></air:RouteList>
  <air:AirPricingSolution Key="P1" TotalPrice="EUR125.00"><air:Journey TravelTime="P0DT2H">
  <air:AirSegmentRef
  Key="S1"/></air:Journey><air:LegRef Key="L1"/>{_TP_PRICING}</air:AirPricingSolution>
  </air:LowFareSearchRsp>"""

TRAVELPORT_PRICE = f"""<air:AirPriceRsp {_TP_AIR} {_TP_COMMON} TransactionId="1" ResponseTime="1">
  <air:AirItinerary><air:AirSegment Key="S1" Group="0" Carrier="LH" FlightNumber="100" Origin="FRA"
  Destination="HEL"><air:CodeshareInfo OperatingCarrier="LH">LUFTHANSA</air:CodeshareInfo>
  <air:FlightDetails Key="D1" Origin="FRA" Destination="HEL"/></air:AirSegment></air:AirItinerary>
  <air:AirPriceResult><air:AirPricingSolution Key="P1" TotalPrice="EUR125.00" BasePrice="EUR100.00">
  <air:AirSegmentRef Key="S1"/>{_TP_PRICING}<air:FareNote Key="N1">x</air:FareNote><common:HostToken
  Key="H1">x</common:HostToken></air:AirPricingSolution></air:AirPriceResult></air:AirPriceRsp>"""

TRAVELPORT_TICKET = f"""<air:AirTicketingRsp {_TP_AIR} {_TP_COMMON} TransactionId="1"><air:ETR
  Key="E1"
  ProviderCode="1G" ProviderLocatorCode="ABC123" TotalPrice="EUR125.00"><common:BookingTraveler
  Key="T1"
  TravelerType="ADT"><common:BookingTravelerName First="A" Last="B"/></common:BookingTraveler>
  <common:FormOfPayment Key="FP1" Type="Cash"/><common:Payment Key="PA1" Type="Itinerary"
  FormOfPaymentRef="FP1"/><air:Ticket Key="K1" TicketNumber="2200000000001" TicketStatus="N">
  <air:Coupon
  Key="C1" CouponNumber="1" Origin="FRA" Destination="HEL" Status="O"/>
  </air:Ticket>{_TP_PRICING}</air:ETR>
  </air:AirTicketingRsp>"""

PADIS = """<IATA_PNRGOV_NotifRQ xmlns="http://www.iata.org/IATA/2007/00" Version="13.1">
  <Originator AirlineCode="LH" SystemCode="1A" AirlineContactInfo="x"/><FlightLeg CarrierCode="LH"
  FlightNumber="100" DateTime="2024-05-01T10:00:00"><DepartureAirport LocationCode="FRA"/>
  <ArrivalAirport LocationCode="HEL"/></FlightLeg><PNRs NumberOfPnrs="1"><PNR><BookingRefID
  ID="ABC123"
  ID_Context="PNR"><CompanyName Code="LH"/></BookingRefID><SSR SSRCode="WCHR" ServiceQuantity="1">
  <Airline Code="LH"/><Text>x</Text></SSR><NumberOfPassengers>1</NumberOfPassengers>
  <PNR_TransactionDate
  Date="2024-04-01"/><POS AgencyCityCode="FRA"/><Passenger RPH="1" SurnameRefNumber="1"><GivenName>A
  </GivenName><Surname>B</Surname><PassengerType><Code>A</Code></PassengerType><DOC_SSR><DOCS
  DateOfBirth="1980-01-01" PaxStatus="F"/></DOC_SSR><TicketDocument
  TicketDocumentNbr="2200000000001"
  Type="T"><TotalFare Amount="125" CurrencyCode="EUR"/><PaymentInfo PaymentType="CA"
  PaymentAmount="125"/>
  <PriceInfo><Taxes><Tax Amount="20" TaxCode="YQ"/></Taxes></PriceInfo></TicketDocument></Passenger>
  <Flight FlightNumber="100" ResBookDesigCode="Y" NumberInParty="1"><DepartureAirport
  LocationCode="FRA"/>
  <MarketingAirline Code="LH"/><CheckInInfo><PassengerSeat SeatNumber="12A"/><CheckedBag
  BagTagNbr="1"
  Destination="HEL"/></CheckInInfo></Flight><OtherServiceInfo><Text>VIP</Text></OtherServiceInfo>
  <Itinerary><Remark>x</Remark></Itinerary></PNR></PNRs></IATA_PNRGOV_NotifRQ>"""

_EASD = "http://www.iata.org/IATA/2015/EASD/00/IATA_OffersAndOrders"
EASD_ORDER = f"""<n:IATA_OrderViewRS xmlns:n="{_EASD}Message" xmlns="{_EASD}CommonTypes">
  <n:DistributionChain><DistributionChainLink><Ordinal>1</Ordinal><OrgRole>Seller</OrgRole>
  </DistributionChainLink></n:DistributionChain><n:PayloadAttributes>
  <VersionNumber>24.1</VersionNumber>
  </n:PayloadAttributes><n:Response><DataLists><BaggageAllowanceList><BaggageAllowance>
  <BaggageAllowanceID>B1</BaggageAllowanceID><TypeCode>Checked</TypeCode></BaggageAllowance>
  </BaggageAllowanceList><DatedMarketingSegmentList><DatedMarketingSegment><CarrierDesigCode>LH
  </CarrierDesigCode><DatedMarketingSegmentId>M1</DatedMarketingSegmentId></DatedMarketingSegment>
  </DatedMarketingSegmentList><PaxJourneyList><PaxJourney><PaxJourneyID>J1</PaxJourneyID>
  <PaxSegmentRefID>S1</PaxSegmentRefID></PaxJourney></PaxJourneyList><PaxList><Pax><PaxID>P1</PaxID>
  <PTC>ADT</PTC></Pax></PaxList><PaxSegmentList><PaxSegment><PaxSegmentID>S1</PaxSegmentID>
  <DatedMarketingSegmentRefId>M1</DatedMarketingSegmentRefId></PaxSegment></PaxSegmentList>
  </DataLists>
  <Order><OrderID>1</OrderID><OwnerCode>LH</OwnerCode><OrderItem><OrderItemID>1</OrderItemID><Price>
  <TotalAmount CurCode="EUR">125.00</TotalAmount></Price><Service><ServiceID>1</ServiceID>
  <PaxRefID>P1
  </PaxRefID></Service></OrderItem><TotalPrice><TotalAmount CurCode="EUR">125.00</TotalAmount>
  </TotalPrice>
  </Order><PaymentFunctions><PaymentProcessingSummary><PaymentID>1</PaymentID><Amount
  CurCode="EUR">125.00
  </Amount></PaymentProcessingSummary></PaymentFunctions><TicketDocInfo><PaxRefID>P1</PaxRefID>
  <Ticket>
  <TicketNumber>2200000000001</TicketNumber></Ticket></TicketDocInfo></n:Response>
  </n:IATA_OrderViewRS>"""

SABRE_RECORD = """<TravelItineraryReadRS xmlns="http://services.sabre.com/res/tir/v3_10"
  Version="3.10.0"><stl:ApplicationResults xmlns:stl="http://services.sabre.com/STL/v01"
  status="Complete"><stl:Success timeStamp="x"/></stl:ApplicationResults><TravelItinerary>
  <CustomerInfo><ContactNumbers><ContactNumber Phone="1" RPH="001" Id="1"/></ContactNumbers>
  <PersonName Id="1" NameNumber="01.01" RPH="1"><GivenName>A</GivenName><Surname>B</Surname>
  </PersonName><PaymentInfo><Payment><Form RPH="001" Id="1"><Text>CASH</Text></Form></Payment>
  </PaymentInfo></CustomerInfo><ItineraryInfo><ItineraryPricing><PriceQuote RPH="1">
  <PricedItinerary InputMessage="x" RPH="1"><AirItineraryPricingInfo><ItinTotalFare><BaseFare
  Amount="1" CurrencyCode="USD"/><TotalFare Amount="2" CurrencyCode="USD"/></ItinTotalFare>
  </AirItineraryPricingInfo></PricedItinerary></PriceQuote></ItineraryPricing><ReservationItems>
  <Item RPH="1"><FlightSegment FlightNumber="1" Status="HK" SegmentNumber="0001">
  <DestinationLocation LocationCode="LAX"/><MarketingAirline Code="AA" FlightNumber="1"/>
  </FlightSegment></Item></ReservationItems><Ticketing RPH="01" TicketTimeLimit="T"/>
  </ItineraryInfo><ItineraryRef ID="ABC" PartitionID="AA"><Source AAA_PseudoCityCode="X"
  CreateDateTime="x"/></ItineraryRef><RemarkInfo><Remark RPH="001" Type="General"><Text>x</Text>
  </Remark></RemarkInfo><SpecialServiceInfo RPH="001" Type="AFX"><Service SSR_Code="SSR"
  SSR_Type="DOCS"><Text>x</Text></Service></SpecialServiceInfo></TravelItinerary>
  </TravelItineraryReadRS>"""

TRAVELPORT_RECORD_ALONE = """<universal:UniversalRecord
  xmlns:universal="http://www.travelport.com/schema/universal_v51_0"
  xmlns:air="http://www.travelport.com/schema/air_v51_0"
  xmlns:c="http://www.travelport.com/schema/common_v51_0" LocatorCode="U1" Status="Active">
  <c:BookingTraveler Key="T1" TravelerType="ADT"><c:BookingTravelerName First="A" Last="B"/>
  </c:BookingTraveler><air:AirReservation LocatorCode="A1" CreateDate="x"><air:AirSegment
  Key="S1" Carrier="LH"/><air:AirPricingInfo Key="P1" PlatingCarrier="LH"><air:FareInfo Key="F"
  FareBasis="Y"/></air:AirPricingInfo></air:AirReservation></universal:UniversalRecord>"""
